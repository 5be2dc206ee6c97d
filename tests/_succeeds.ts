/** Runs a command; resolves to whether it is there and succeeds. */
export async function succeeds(command: string, ...args: string[]): Promise<boolean> {
  try {
    const options = { args, stdout: "null", stderr: "null" } as const;
    return (await new Deno.Command(command, options).output()).success;
  } catch {
    return false; // `output()` throws at once where there is no such command
  }
}
