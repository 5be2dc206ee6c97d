/**
 * Native BLAS libraries: finding one and calling its matrix product.
 *
 * @module
 */

/** The import of `assembly/machine.ts`: addresses are offsets in the shared memory. */
export type Sgemm = (
  transposed: number,
  m: number,
  n: number,
  k: number,
  a: number,
  aStride: number,
  b: number,
  bStride: number,
  c: number,
  cStride: number,
  accumulate: number,
) => void;

const candidates: Readonly<Partial<Record<typeof Deno.build.os, readonly string[]>>> = {
  linux: [
    "libopenblas.so.0",
    "libopenblas.so",
    "libmkl_rt.so.3", // PyPI has it since oneMKL 2026
    "libmkl_rt.so.2",
    "libmkl_rt.so",
  ],
  darwin: ["/System/Library/Frameworks/Accelerate.framework/Accelerate", "libopenblas.dylib"],
  windows: ["libopenblas.dll", "mkl_rt.3.dll", "mkl_rt.2.dll"],
};

const symbols = {
  // order, transpose A, transpose B, m, n, k, alpha, A, stride, B, stride, beta, C, stride
  cblas_sgemm: {
    parameters: [
      ...["i32", "i32", "i32", "i32", "i32", "i32"] as const,
      ...["f32", "usize", "i32", "usize", "i32", "f32", "usize", "i32"] as const,
    ],
    result: "void",
  },
  address: { name: "cblas_sgemm", type: "pointer" },
  openblas_set_num_threads: { parameters: ["i32"], result: "void", optional: true },
  openblas_get_config: { parameters: [], result: "pointer", optional: true },
  openblas_get_corename: { parameters: [], result: "pointer", optional: true },
  MKL_Set_Num_Threads: { parameters: ["i32"], result: "void", optional: true },
  MKL_Get_Version_String: { parameters: ["buffer", "i32"], result: "void", optional: true },
} as const;

const ROW_MAJOR = 101;
const PLAIN = 111;
const TRANSPOSED = 112;

/** The libraries that are looked for on this system. */
export const blasCandidates = candidates[Deno.build.os] ?? [];

/** Opens a BLAS and has it use one thread: the engine has its own. */
function open(path: string) {
  // Accelerate reads this when it is loaded.
  if (Deno.build.os === "darwin") Deno.env.set("VECLIB_MAXIMUM_THREADS", "1");
  const library = Deno.dlopen(path, symbols).symbols;
  library.openblas_set_num_threads?.(1);
  library.MKL_Set_Num_Threads?.(1);
  return library;
}

/**
 * The name that a library gives itself and its kernels, for example "OpenBLAS 0.3.21 (SkylakeX)".
 *
 * @throws {Error} If there is no such library or it has no `cblas_sgemm`.
 */
export function blasName(path: string): string {
  const library = open(path);
  const config = textAt(library.openblas_get_config?.());
  if (config) {
    const [name, version] = config.split(" ");
    const core = textAt(library.openblas_get_corename?.());
    return `${name} ${version}${core && ` (${core})`}`;
  }
  if (library.MKL_Get_Version_String) {
    const text = new Uint8Array(200);
    library.MKL_Get_Version_String(text, text.length);
    return ["MKL", /\d+\.[\d.]+/.exec(new TextDecoder().decode(text))?.[0]].join(" ").trim();
  }
  return path.split("/").at(-1)!;
}

function textAt(pointer: Deno.PointerValue | undefined): string {
  return pointer ? new Deno.UnsafePointerView(pointer).getCString() : "";
}

/** The file that the dynamic linker found, where the system tells; else `path`. */
export function blasFile(path: string): string {
  const address = Deno.UnsafePointer.value(open(path).address);
  let mappings: string;
  try {
    mappings = Deno.readTextFileSync("/proc/self/maps"); // "start-end rwxp offset device inode  file"
  } catch {
    return path;
  }
  const mapping = mappings.split("\n").find((line) => {
    const [, start, end] = /^([\da-f]+)-([\da-f]+) /.exec(line) ?? [];
    return start && BigInt(`0x${start}`) <= address && address < BigInt(`0x${end}`);
  });
  return mapping?.match(/\/.*$/)?.[0] ?? path;
}

/** The library's matrix product on matrices in this memory. */
export function bindBlas(path: string, memory: WebAssembly.Memory): Sgemm {
  const { cblas_sgemm } = open(path);
  // Shared memory grows in place: where it begins does not change.
  const start = Deno.UnsafePointer.of(new Uint8Array(memory.buffer));
  const base = Number(Deno.UnsafePointer.value(start));
  return (transposed, m, n, k, a, aStride, b, bStride, c, cStride, accumulate) => {
    cblas_sgemm(
      ROW_MAJOR,
      transposed ? TRANSPOSED : PLAIN,
      PLAIN,
      m,
      n,
      k,
      1,
      BigInt(base + (a >>> 0)),
      aStride,
      BigInt(base + (b >>> 0)),
      bStride,
      accumulate,
      BigInt(base + (c >>> 0)),
      cStride,
    );
  };
}
