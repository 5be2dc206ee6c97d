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

/** Folders that an image brings, below a layer to write to: what every container has. */
export class Layers implements AsyncDisposable {
  private constructor(readonly disk: SmallDisk, readonly path: string) {}

  /** @param fill Writes what the image brings. */
  static async mount(bytes: number, fill: (image: string) => Promise<void>): Promise<Layers> {
    const disk = await SmallDisk.mount(bytes);
    const [image, upper, work, path] = ["image", "upper", "work", "merged"]
      .map((name) => `${disk.path}/${name}`);
    for (const folder of [image, upper, work, path]) await Deno.mkdir(folder);
    await fill(image);
    const options = `lowerdir=${image},upperdir=${upper},workdir=${work}`;
    if (await succeeds("mount", "-t", "overlay", "-o", options, "overlay", path)) {
      return new Layers(disk, path);
    }
    await disk[Symbol.asyncDispose]();
    throw new Error("Cannot mount an overlay");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await succeeds("umount", "--lazy", this.path);
    await this.disk[Symbol.asyncDispose]();
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

/** Why no layers can be mounted here, if that is so. */
export const cannotLayer: string | undefined = cannotMount ?? await (async () => {
  try {
    await using _ = await Layers.mount(65_536, async () => {});
  } catch {
    return "not allowed to mount an overlay";
  }
})();
