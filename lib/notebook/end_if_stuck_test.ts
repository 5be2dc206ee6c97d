import { assert, assertEquals, assertStringIncludes } from "../testing/assert.ts";

const source = new URL("./end_if_stuck.ts", import.meta.url).href;

/** Runs code under a watch of half a second. */
async function watched(code: string) {
  const { signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { endIfStuck } from ${JSON.stringify(source)};
       using watch = endIfStuck(500);
       ${code}
       console.log("ended by itself");`,
    ],
  }).output();
  const [out, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { signal, out, error };
}

Deno.test({
  name: "endIfStuck() ends a process whose thread never returns, and no other",
  ignore: Deno.build.os === "windows",
  async fn() {
    const [stuck, alive] = await Promise.all([
      watched("for (;;);"),
      watched("await new Promise((resolve) => setTimeout(resolve, 1500));"),
    ]);
    assertEquals(stuck.signal, "SIGKILL");
    assertStringIncludes(stuck.error, "This process has not reacted for 0.5 s");
    assertEquals([alive.signal, alive.out], [null, "ended by itself\n"]);
    assert(!alive.error.includes("reacted"));
  },
});
