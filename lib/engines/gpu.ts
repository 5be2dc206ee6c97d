async function output(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined; // no such program
  }
}

/** NVIDIA's driver: its version, and the names of its GPUs where nvidia-smi tells them. */
export async function nvidiaDriver(): Promise<string | undefined> {
  const query = ["--query-gpu=driver_version,name", "--format=csv,noheader"];
  const listed = await output("nvidia-smi", query);
  if (listed) return listed.split("\n").join("; ");
  // Not read by Deno, which wants all permissions for files in /proc.
  return parseDriverVersion(await output("cat", ["/proc/driver/nvidia/version"]) ?? "");
}

/** The version in the driver's `/proc/driver/nvidia/version`. */
export function parseDriverVersion(file: string): string | undefined {
  return file.match(/Kernel Module.*?\s(\d+(?:\.\d+)+)\s/)?.[1];
}

/** One library each of CUDA 11 and cuDNN 8, under the names by which TensorFlow 2.9 loads them. */
const cudaLibraries = ["libcudart.so.11.0", "libcudnn.so.8"];

/** Which libraries of CUDA and cuDNN the dynamic linker does not find. */
export function missingCudaLibraries(): string[] {
  return cudaLibraries.filter((name) => {
    try {
      Deno.dlopen(name, {}).close();
      return false;
    } catch {
      return true;
    }
  });
}
