/** The READMEs are short, and name files, headings, commands, options and folders that exist. */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parts } from "../lib/cli/parts.ts";
import { parseNotebook } from "../lib/notebook/ipynb.ts";
import { assert, assertEquals } from "../lib/testing/assert.ts";

const project = fileURLToPath(new URL("..", import.meta.url));
const folders = ["", "data", "figures", "lib", "notebooks", "tests"];
const read = (path: string) => Deno.readTextFile(join(project, path));
const readmes = await Promise.all(folders.map(async (folder) => {
  const path = join(folder, "README.md");
  return { path, text: await read(path) };
}));

/** First columns of the rows of all tables, without links and backquotes. */
function firstCells(markdown: string): string[] {
  return [...markdown.matchAll(/^\| \[?`?([^`\]| ]+)/gm)].map(([, cell]) => cell);
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}

Deno.test("the README has at most 120 lines, and no README a table wider than 120 characters", () => {
  const [{ text }] = readmes;
  assert(text.trimEnd().split("\n").length <= 120);
  for (const { path, text } of readmes) {
    const wide = text.split("\n").filter((line) => line.startsWith("|") && line.length > 120);
    assertEquals(wide, [], path);
  }
});

Deno.test("links and pictures of the READMEs lead to files and headings", async () => {
  for (const { path, text } of readmes) {
    for (const [, target] of text.matchAll(/(?:\]\(|^\[\w+\]: )([^)\s]+)/gm)) {
      if (URL.canParse(target)) continue;
      const [file, anchor] = target.split("#");
      const to = join(dirname(path), file);
      assert(existsSync(join(project, to)), `${path} links ${target}`);
      if (anchor) assert(anchors(await read(to)).includes(anchor), `${path} links ${target}`);
    }
  }
});

Deno.test("tasks and options that the READMEs name are there", async () => {
  const { tasks } = JSON.parse(await read("deno.json"));
  const named = new Map<string, Set<string>>();
  for (const { text } of readmes) {
    for (const [, name, rest] of text.matchAll(/deno(?:@[\d.]+)? task ([\w:]+)([^`\n#]*)/g)) {
      const options = named.getOrInsertComputed(name, () => new Set());
      for (const [option] of rest.matchAll(/--[\w-]+/g)) options.add(option);
    }
  }
  assert(named.size > 5, [...named.keys()].join());
  await Promise.all([...named].map(async ([name, options]) => {
    assert(name in tasks, name);
    if (options.size === 0) return;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", name, "--help"],
      cwd: project,
    }).output();
    const help = new TextDecoder().decode(stdout);
    for (const option of options) assert(help.includes(` ${option}`), `${name} ${option}`);
  }));
});

Deno.test("lib/README.md has a row for every folder of lib", async () => {
  const folders = (await Array.fromAsync(Deno.readDir(join(project, "lib"))))
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  const [head, rule, ...rows] = firstCells(await read("lib/README.md"));
  assertEquals([head, rule[0]], ["folder", "-"]);
  assertEquals(rows.toSorted(), folders.toSorted());
});

Deno.test("notebooks/README.md has a row for every notebook, section and parameter", async () => {
  const text = await read("notebooks/README.md");
  const cells = firstCells(text);
  for await (const { name } of Deno.readDir(join(project, "notebooks"))) {
    if (!name.endsWith(".ipynb")) continue;
    assert(text.includes(`| [${name.slice(0, 2)}](${name}) `), name);
    const path = join(project, "notebooks", name);
    const declares = parseNotebook(await Deno.readTextFile(path), relative(project, path)).cells
      .filter(({ metadata }) => (metadata.tags as string[] | undefined)?.includes("parameters"))
      .flatMap(({ source }) => [...[source].flat().join("").matchAll(/^let (\w+)/gm)]);
    for (const [, parameter] of declares) assert(cells.includes(parameter), parameter);
  }
  for (const { name } of parts) assert(text.includes(`| \`${name}\` `), name);
});
