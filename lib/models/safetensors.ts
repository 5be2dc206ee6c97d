import type { Parameter, Parameters } from "./parameters.ts";

/** Longest header: 100 MB, as in the reference implementation. */
const MAX_HEADER = 100_000_000;

/** The entry of the header for notes. */
const METADATA = "__metadata__";

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

/**
 * Encodes parameters in the safetensors format, float32, in their order: eight bytes of header length,
 * a JSON header, then the values, little-endian.
 *
 * @throws {RangeError} If a parameter has the format's name for notes.
 */
export function encodeSafetensors(parameters: Parameters): Uint8Array<ArrayBuffer> {
  if (Object.hasOwn(parameters, METADATA)) {
    throw new RangeError(
      `Cannot write safetensors: the format keeps "${METADATA}" for notes, no parameter can have ` +
        "that name",
    );
  }
  const header: Record<string, Entry> = {};
  let size = 0;
  for (const [name, { shape, values }] of Object.entries(parameters)) {
    header[name] = { dtype: "F32", shape, data_offsets: [size, size += values.byteLength] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8; // values start on a multiple of 8
  const bytes = new Uint8Array(8 + padded + size).fill(0x20, 8, 8 + padded);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  for (const [name, { values }] of Object.entries(parameters)) {
    const start = 8 + padded + header[name].data_offsets[0];
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start);
  }
  return bytes;
}

/**
 * Decodes float32 parameters in the safetensors format, in the order of the header. Bytes that readers
 * could read in different ways are refused.
 *
 * @param file The file's name, for errors.
 * @throws {SyntaxError} If the header does not parse or has a name twice, or its entries are not
 * float32, do not fit their shape or do not cover the values without gap and overlap.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Parameters {
  const refuse = (reason: string): never => {
    throw new SyntaxError(`Cannot parse "${file}" as safetensors: ${reason}`);
  };
  if (bytes.length < 8) refuse(`expected at least 8 bytes, received ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  const room = Math.min(bytes.length - 8, MAX_HEADER);
  if (length > BigInt(room)) refuse(`a header of ${length} bytes where at most ${room} can be`);
  const values = bytes.subarray(8 + Number(length));
  const entries = parseHeader(bytes.subarray(8, 8 + Number(length)), refuse);
  let end = 0;
  const byPlace = entries.toSorted(([, { data_offsets: a }], [, { data_offsets: b }]) =>
    a[0] - b[0] || a[1] - b[1]
  );
  for (const [name, { dtype, shape, data_offsets: offsets }] of byPlace) {
    if (dtype !== "F32") refuse(`${name} has dtype ${dtype}, expected F32`);
    const size = shape.reduce((product, extent) => product * extent, 4);
    if (offsets[0] !== end || offsets[1] !== end + size) {
      refuse(
        `${name} of shape [${shape}] should take bytes ${end} to ${end + size}, not ${offsets}`,
      );
    }
    end += size;
    if (end > values.length) refuse(`${name} ends at byte ${end} of ${values.length}`);
  }
  if (end !== values.length) refuse(`${values.length - end} bytes follow the last parameter`);
  return Object.fromEntries(
    entries.map(([name, { shape, data_offsets: [start, end] }]): [string, Parameter] => [
      name,
      // A copy: the values may not be aligned in the file.
      { shape, values: new Float32Array(values.slice(start, end).buffer) },
    ]),
  );
}

function parseHeader(bytes: Uint8Array, refuse: (reason: string) => never): [string, Entry][] {
  let text = "";
  let header: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (error) {
    refuse(`its header is not JSON (${(error as Error).message})`);
  }
  if (!isRecord(header)) return refuse("its header is not an object");
  const twice = repeatedKey(text);
  if (twice !== undefined) refuse(`its header has "${twice}" twice`);
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  for (const [name, entry] of entries) {
    if (
      !isRecord(entry) || !Array.isArray(entry.shape) || !entry.shape.every(isCount) ||
      !Array.isArray(entry.data_offsets) || entry.data_offsets.length !== 2 ||
      !entry.data_offsets.every(isCount)
    ) {
      refuse(`${name} needs dtype, shape and two data_offsets, received ${JSON.stringify(entry)}`);
    }
  }
  return entries as [string, Entry][];
}

/** A key that an object of this JSON has twice; `JSON.parse` silently takes the last one. */
function repeatedKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token, key] of json.matchAll(/[{}]|("(?:[^"\\]|\\.)*")(?=\s*:)|"(?:[^"\\]|\\.)*"/g)) {
    if (token === "{") objects.push(new Set());
    else if (token === "}") objects.pop();
    else if (key !== undefined) {
      const name: string = JSON.parse(key);
      const seen = objects.at(-1)!;
      if (seen.has(name)) return name;
      seen.add(name);
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
