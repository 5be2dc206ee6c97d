/**
 * The first step of every task in `deno.json`: ends it at once under an old Deno, which would crash or
 * hang in a native module. It imports nothing, so that an old Deno can run it.
 *
 * @module
 */

const needed = { major: 2, minor: 9 };

/**
 * The reason why a Deno cannot run the project.
 *
 * @param version For example "2.8.3", or "2.10.0-rc.1".
 * @returns A line for the user; undefined if the version is new enough.
 */
export function whyTooOld(version: string): string | undefined {
  const [major, minor] = version.split(".").map(Number);
  if (major > needed.major || (major === needed.major && minor >= needed.minor)) return undefined;
  return `This project needs Deno ${needed.major}.${needed.minor} or later, this is ${version}`;
}

if (import.meta.main) {
  const reason = whyTooOld(Deno.version.deno);
  if (reason) {
    console.error(reason);
    Deno.exit(2);
  }
}
