import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "./testing/assert.ts";

/** Rooms of `lib` in the order in which data flow: each imports from itself and those before it. */
const rooms = [
  "data",
  "models",
  "engines",
  "train",
  "diagnostics",
  "theory",
  "figures",
  "store",
  "search",
  "sections",
  "report",
  "page",
  "mod",
  "notebook",
  "cli",
];

const lib = fileURLToPath(new URL(".", import.meta.url));

/** Product files of a folder, relative to `lib`. */
function productFiles(folder: string): string[] {
  return [...Deno.readDirSync(join(lib, folder))].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return path === "testing" ? [] : productFiles(path);
    return name.endsWith(".ts") && !/_(test|bench)\.ts$|^_.*fixtures\.ts$/.test(name) ? [path] : [];
  });
}

/** Files that each file names, by patterns that no line of a comment fits. */
function filesNamed(...patterns: readonly RegExp[]): Map<string, string[]> {
  return new Map(
    productFiles("").map((file) => {
      const source = Deno.readTextFileSync(join(lib, file));
      const paths = patterns.flatMap((pattern) => [...source.matchAll(pattern)]);
      return [file, paths.map(([, path]) => join(dirname(file), path))];
    }),
  );
}

const awaited = /\bimport\("(\.[^"]+\.ts)"\)/g;
const imports = filesNamed(/^(?:import|export)\b[^;"]*?"(\.[^"]+\.ts)"/gm, awaited);
/** Without those that only give types. */
const loaded = filesNamed(/^(?:import|export)(?! type)\b[^;"]*?"(\.[^"]+\.ts)"/gm, awaited);

const roomOf = (file: string) => file.includes("/") ? file.slice(0, file.indexOf("/")) : undefined;

Deno.test("every folder of lib is a room in the list", () => {
  assert(imports.get("mod.ts")!.length > 30 && imports.size > 200, "imports were not found");
  const found = new Set([...imports.keys()].map(roomOf).filter((room) => room !== undefined));
  assertEquals([...found].filter((room) => !rooms.includes(room)), []);
});

Deno.test("no import leads to a later room, nor from a room to tests' helpers", () => {
  const wrong = [...imports].flatMap(([file, paths]) => {
    if (file === "mod.ts") return [];
    const room = roomOf(file);
    return paths.filter((path) => {
      const other = roomOf(path);
      if (other === undefined || path.startsWith("..")) return false;
      const place = rooms.indexOf(other);
      return place < 0 || place > (room === undefined ? -1 : rooms.indexOf(room));
    }).map((path) => `${file} imports ${path}`);
  });
  assertEquals(wrong, []);
});

Deno.test("no file loads itself by way of others", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" > "));
    if (done.has(file)) return;
    done.add(file);
    for (const path of loaded.get(file) ?? []) visit(path, [...way, file]);
  };
  for (const file of loaded.keys()) visit(file, []);
  assertEquals(circles, []);
});
