import { TemporaryFolder } from "../../lib/data/_fixtures.ts";
import { succeeds } from "../_succeeds.ts";

/** A disk of so many bytes, mounted while its scope lasts. */
export class SmallDisk extends TemporaryFolder {
  static async mount(bytes: number): Promise<SmallDisk> {
    const disk = new SmallDisk();
    if (await succeeds("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", disk.path)) {
      return disk;
    }
    await Deno.remove(disk.path);
    throw new Error("Cannot mount a tmpfs");
  }

  async remount(options: string): Promise<void> {
    if (await succeeds("mount", "-o", `remount,${options}`, this.path)) return;
    throw new Error(`Cannot remount ${this.path} with ${options}`);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await succeeds("umount", "--lazy", this.path);
    await super[Symbol.asyncDispose]();
  }
}

/** Why no disk can be mounted here, if that is so. */
export const cannotMount: string | undefined = await (async () => {
  if (Deno.build.os !== "linux") return "only Linux can mount a tmpfs";
  try {
    await using _ = await SmallDisk.mount(65_536);
  } catch {
    return "not allowed to mount a tmpfs";
  }
})();
