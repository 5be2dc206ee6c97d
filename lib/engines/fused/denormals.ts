/** Where a system's C library keeps the floating-point environment that fesetenv sets. */
interface Environment {
  readonly library: string;
  /** Offset in fenv_t of the control register. */
  readonly offset: number;
  /** Its bits for "results that would be denormal are 0" and, on x86, "operands too". */
  readonly bits: number;
}

const X86_FLUSH = 0x8040; // MXCSR: flush to zero, denormals are zero
const ARM_FLUSH = 1 << 24; // FPCR: flush to zero

const environments: Readonly<Record<string, Environment>> = {
  "linux x86_64": { library: "libm.so.6", offset: 28, bits: X86_FLUSH },
  "linux aarch64": { library: "libm.so.6", offset: 0, bits: ARM_FLUSH },
  "darwin x86_64": { library: "libSystem.B.dylib", offset: 4, bits: X86_FLUSH },
  "darwin aarch64": { library: "libSystem.B.dylib", offset: 8, bits: ARM_FLUSH },
};

/**
 * Lets the calling thread compute 0 where a result would be denormal, a number so small that many
 * processors take a hundred times as long for it. Does nothing where Deno may not call native code
 * or the system is not known: the engine then flushes what is below 1e-30 itself.
 *
 * @returns Whether it does so now.
 */
export function flushDenormals(): boolean {
  const environment = environments[`${Deno.build.os} ${Deno.build.arch}`];
  if (!environment || Deno.permissions.querySync({ name: "ffi" }).state !== "granted") return false;
  const { library, offset, bits } = environment;
  let libm;
  try {
    libm = Deno.dlopen(library, {
      fegetenv: { parameters: ["buffer"], result: "i32" },
      fesetenv: { parameters: ["buffer"], result: "i32" },
    });
  } catch {
    return false; // another C library, such as musl
  }
  const state = new Uint8Array(64);
  libm.symbols.fegetenv(state);
  const view = new DataView(state.buffer);
  view.setUint32(offset, view.getUint32(offset, true) | bits, true);
  libm.symbols.fesetenv(state);
  libm.close();
  return true;
}
