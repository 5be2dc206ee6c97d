import { assertEquals, assertThrows } from "../testing/assert.ts";
import { initialize } from "./initialize.ts";
import { highway } from "./network_spec.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const parameters = {
  a: { shape: [2, 2], values: Float32Array.of(1, -2, 0.5, NaN) },
  b: { shape: [1], values: Float32Array.of(3) },
};

/** A file with any header, JSON or to be made it, before 20 bytes of values. */
function file(header: unknown, values = new Uint8Array(20)): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.length + values.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(values, 8 + json.length);
  return bytes;
}

Deno.test("encodeSafetensors() writes the header and bytes that the format asks for", () => {
  const bytes = encodeSafetensors(parameters);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assertEquals(length % 8, 0);
  assertEquals(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))), {
    a: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
    b: { dtype: "F32", shape: [1], data_offsets: [16, 20] },
  });
  assertEquals([...bytes.subarray(8 + length, 12 + length)], [0, 0, 0x80, 0x3f]);
  assertEquals(bytes.length, 8 + length + 20);
});

Deno.test("encodeSafetensors() refuses a parameter that no reader would find", () => {
  assertThrows(
    () => encodeSafetensors({ ...parameters, __metadata__: parameters.b }),
    RangeError,
    'the format keeps "__metadata__" for notes',
  );
});

Deno.test("decodeSafetensors() reverses encodeSafetensors(), in order, from any offset", () => {
  const spec = highway({ depth: 3, width: 4, inputSize: 5, classes: 3 });
  const network = initialize(spec, { seed: 1 });
  const decoded = decodeSafetensors(encodeSafetensors(network), "network");
  assertEquals(decoded, network);
  assertEquals(Object.keys(decoded), Object.keys(network));
  const shifted = new Uint8Array([7, ...encodeSafetensors(parameters)]).subarray(1);
  assertEquals(decodeSafetensors(shifted, "shifted"), parameters);
});

Deno.test("decodeSafetensors() reads entries in any order, notes, and names like keys", () => {
  const header = '{"__proto__": {"dtype": "F32", "shape": [1], "data_offsets": [16, 20]}, ' +
    '"__metadata__": {"format": "pt", "note": "{\\"a\\": 1, \\"a\\": 2}"}, ' +
    '"a": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}';
  const read = decodeSafetensors(file(header), "x");
  assertEquals(Object.keys(read), ["__proto__", "a"]);
  assertEquals(read.a, { shape: [2, 2], values: new Float32Array(4) });
});

Deno.test("decodeSafetensors() refuses and names what does not fit", () => {
  const a = { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] };
  const b = { dtype: "F32", shape: [1], data_offsets: [16, 20] };
  const huge = encodeSafetensors(parameters);
  new DataView(huge.buffer).setBigUint64(0, 2n ** 53n, true);
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(7), "expected at least 8 bytes, received 7"],
    [huge, "a header of 9007199254740992 bytes"],
    [encodeSafetensors(parameters).subarray(0, -1), "b ends at byte 20 of 19"],
    [new Uint8Array([...encodeSafetensors(parameters), 0]), "1 bytes follow the last"],
    [file([1]), "its header is not an object"],
    [file({ a: 1 }), "a needs dtype, shape and two data_offsets, received 1"],
    [file({ a: { ...a, dtype: "F64" }, b }), "a has dtype F64, expected F32"],
    [file({ a: { ...a, data_offsets: [0, 12] }, b }), "a of shape [2,2] should take bytes 0 to 16"],
    [file({ a, b: { ...b, data_offsets: [12, 16] } }), "b of shape [1] should take bytes 16 to 20"],
    [file({ a: { ...a, data_offsets: [16, 0] }, b }), "not 16,0"],
    [file({ a: { ...a, shape: [-2, -2] }, b }), "a needs dtype, shape"],
    [file({ a: { ...a, shape: [2 ** 40, 2 ** 40] }, b }), "of shape [1099511627776,1099511627776]"],
    [file({ a: { ...a, shape: [2 ** 26, 2 ** 26, 0] }, b }), "should take bytes 0 to 0"],
    [file({ a: { ...a, data_offsets: [0, 2 ** 53] }, b }), "a needs dtype, shape"],
    [file({ a: { ...a, data_offsets: [2 ** 53 - 17, 2 ** 53 - 1] }, b }), "b of shape [1] should"],
    [file({ a, b: { ...b, data_offsets: [0, 4] } }), "a of shape [2,2] should take bytes 4 to 20"],
    [file({ a: { ...a, shape: [2.5, 2] }, b }), "a needs dtype, shape"],
    [file({ a: { ...a, data_offsets: [0, 16, 20] }, b }), "a needs dtype, shape"],
    [file({ a }), "4 bytes follow the last"],
    [file('{"a": {}, "b": {}, "\\u0061": {}}'), 'its header has "a" twice'],
    [file('{"a": {"dtype": "F64", "dtype" : "F32"}}'), 'its header has "dtype" twice'],
  ];
  for (const [bytes, message] of cases) {
    assertThrows(() => decodeSafetensors(bytes, "x"), SyntaxError, message);
  }
  const notJson = encodeSafetensors(parameters);
  notJson[9] = 0xff;
  assertThrows(() => decodeSafetensors(notJson, "x"), SyntaxError, "its header is not JSON");
});
