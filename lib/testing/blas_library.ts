import { join } from "node:path";

/** The product by one multiplication after the other, with an optional fault. */
const source = `
#include <math.h>
#include <stdlib.h>
void cblas_sgemm(int order, int ta, int tb, int m, int n, int k, float alpha, const float *a,
                 int lda, const float *b, int ldb, float beta, float *c, int ldc) {
  int transposed = ta == 112;
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int p = 0; p < k; p++) sum += a[transposed ? p * lda + i : i * lda + p] * b[p * ldb + j];
      float *to = &c[i * ldc + j];
      *to = beta == 0 ? sum : sum + beta * *to;
      FAULT;
    }
}`;

/** Whether a library can be built. */
export const hasCompiler = await new Deno.Command("cc", { args: ["--version"], stdout: "null" })
  .output().then(({ success }) => success, () => false);

/**
 * Builds a BLAS.
 *
 * @param fault A statement in C after each element: of C at `to`, in row `i` and column `j`.
 * @returns Its path.
 */
export async function buildBlas(folder: string, name: string, fault = ""): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const [file, library] = [join(folder, `${name}.c`), join(folder, name)];
  await Deno.writeTextFile(file, source);
  const { success, stderr } = await new Deno.Command("cc", {
    args: ["-O3", "-shared", "-fPIC", `-DFAULT=${fault}`, file, "-o", library],
  }).output();
  if (!success) throw new Error(`Cannot build ${name}: ${new TextDecoder().decode(stderr)}`);
  return library;
}
