import { createHash } from "node:crypto";

/**
 * Checks the digest of a file.
 *
 * @param algorithm For example "sha256".
 * @param expected Hexadecimal.
 * @throws {RangeError} If the digest is another one.
 */
export async function checkFileDigest(
  path: string,
  algorithm: "md5" | "sha256",
  expected: string,
): Promise<void> {
  const hash = createHash(algorithm);
  for await (const chunk of (await Deno.open(path)).readable) hash.update(chunk);
  const received = hash.digest("hex");
  if (received === expected) return;
  const name = algorithm === "md5" ? "MD5" : "SHA-256";
  throw new RangeError(
    `Cannot use ${JSON.stringify(path)}: its ${name} must be ${expected}, received ${received}`,
  );
}
