import type { Parameter, Parameters } from "./parameters.ts";

/** Longest header that is read: 100 MB, as in the reference implementation. */
const MAX_HEADER = 100_000_000;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

/**
 * Parameters in the safetensors format, float32, in their own order: eight bytes of header length,
 * a JSON header, then the values, little-endian.
 */
export function encodeSafetensors(parameters: Parameters): Uint8Array<ArrayBuffer> {
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
 * Reads what {@linkcode encodeSafetensors} writes.
 *
 * @param file What to call the bytes in an error.
 * @throws {SyntaxError} If the header does not parse, or its entries are not float32, do not fit
 * their shape or do not cover the values without gap and overlap.
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
  const parameters: Record<string, Parameter> = {};
  let end = 0;
  for (
    const [name, entry] of Object.entries(
      parseHeader(bytes.subarray(8, 8 + Number(length)), refuse),
    )
  ) {
    const { dtype, shape, data_offsets: offsets } = entry;
    if (dtype !== "F32") refuse(`${name} has dtype ${dtype}, expected F32`);
    const size = 4 * shape.reduce((product, extent) => product * extent, 1);
    if (offsets[0] !== end || offsets[1] !== end + size) {
      refuse(
        `${name} of shape [${shape}] should take bytes ${end} to ${end + size}, not ${offsets}`,
      );
    }
    end += size;
    if (end > values.length) refuse(`${name} ends at byte ${end} of ${values.length}`);
    // A copy, as the values need not be aligned in the file.
    parameters[name] = { shape, values: new Float32Array(values.slice(end - size, end).buffer) };
  }
  if (end !== values.length) refuse(`${values.length - end} bytes follow the last parameter`);
  return parameters;
}

function parseHeader(bytes: Uint8Array, refuse: (reason: string) => never): Record<string, Entry> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    refuse(`its header is not JSON (${(error as Error).message})`);
  }
  if (!isRecord(header)) return refuse("its header is not an object");
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  for (const [name, entry] of Object.entries(header)) {
    if (
      !isRecord(entry) || !Array.isArray(entry.shape) || !entry.shape.every(isCount) ||
      !Array.isArray(entry.data_offsets) || entry.data_offsets.length !== 2 ||
      !entry.data_offsets.every(isCount)
    ) {
      refuse(`${name} needs dtype, shape and two data_offsets, received ${JSON.stringify(entry)}`);
    }
  }
  return header as unknown as Record<string, Entry>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
