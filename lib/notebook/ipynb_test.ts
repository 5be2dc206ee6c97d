import { assertEquals, assertThrows } from "../testing/assert.ts";
import { formatNotebook, parseNotebook } from "./ipynb.ts";

// As Python's nbformat 5.5 writes it.
const text = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "title",
   "metadata": {},
   "source": [
    "# Title\\n",
    "\\n",
    "Text"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 3,
   "id": "code",
   "metadata": {
    "tags": [
     "a tag"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "one\\n",
      "two\\n"
     ]
    },
    {
     "data": {
      "application/vnd.vegalite.v5+json": {
       "mark": "line"
      },
      "text/plain": [
       "1\\n",
       "2"
      ]
     },
     "execution_count": 3,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": [
    "1 + 1"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "name": "deno"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

Deno.test("parseNotebook() joins lines and leaves JSON as it is", () => {
  const { cells } = parseNotebook(text, "a.ipynb");
  assertEquals(cells.map(({ source }) => source), ["# Title\n\nText", "1 + 1"]);
  assertEquals(cells[1].cell_type === "code" && cells[1].outputs, [
    { output_type: "stream", name: "stdout", text: "one\ntwo\n" },
    {
      output_type: "execute_result",
      execution_count: 3,
      data: { "application/vnd.vegalite.v5+json": { mark: "line" }, "text/plain": "1\n2" },
      metadata: {},
    },
  ]);
});

Deno.test("formatNotebook() writes as Jupyter does, for any order of keys", () => {
  const notebook = parseNotebook(text, "a.ipynb");
  assertEquals(formatNotebook(notebook), text);
  const reversed = Object.fromEntries(Object.entries(notebook).reverse()) as typeof notebook;
  assertEquals(formatNotebook(reversed), text);
});

Deno.test("parseNotebook() names the error and its place", () => {
  const cell = (fields: string) => `{"nbformat":4,"cells":[${fields}]}`;
  const code = (output: string) =>
    cell(`{"cell_type":"code","source":"","metadata":{},"outputs":[${output}]}`);
  const cases = {
    "<html>": "JSON",
    "[]": 'a notebook is an object with a list "cells"',
    '{"nbformat":3,"cells":[]}': "nbformat must be 4, received 3",
    [cell('{"cell_type":"code","metadata":{}}')]: "the source of cell 1 must be text",
    [cell('{"cell_type":"heading","source":""}')]: 'cell 1 has the unknown type "heading"',
    [cell('{"cell_type":"raw","source":"","metadata":[]}')]: "the metadata of cell 1",
    [code('{"output_type":"pyout"}')]: 'output 1 of cell 1 has the unknown type "pyout"',
    [code('{"output_type":"display_data"}')]: 'output 1 of cell 1 has no "data"',
    [code('{"output_type":"stream","text":[1]}')]: "the text of output 1 of cell 1",
  };
  for (const [malformed, message] of Object.entries(cases)) {
    const error = assertThrows(() => parseNotebook(malformed, "b.ipynb"), SyntaxError, message);
    assertEquals(error.message.startsWith('Cannot read "b.ipynb": '), true);
  }
});
