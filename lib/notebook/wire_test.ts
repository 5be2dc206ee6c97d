import { assertEquals, assertThrows } from "../testing/assert.ts";
import { decode, encode } from "./wire.ts";

const key = "a secret";
const message = { type: "execute_request", id: "7", content: { code: "1 + 1" } };

function frames(): Uint8Array[] {
  const encoder = new TextEncoder();
  return encode(message, { session: "s", key }).map((frame) => encoder.encode(frame));
}

Deno.test("decode() reverses encode(), after any identities", () => {
  const identity = new Uint8Array([0, 255, 7]);
  assertEquals(decode([identity, ...frames()], key), { ...message, parent: "" });
});

Deno.test("encode() signs header, parent, metadata and content with HMAC-SHA256", async () => {
  const [delimiter, signature, ...parts] = encode(message, { session: "s", key });
  assertEquals(delimiter, "<IDS|MSG>");
  assertEquals(parts.slice(1), ["{}", "{}", '{"code":"1 + 1"}']);
  // Another implementation: the browser's.
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const secret = await crypto.subtle.importKey("raw", encoder.encode(key), algorithm, false, [
    "sign",
  ]);
  const expected = await crypto.subtle.sign("HMAC", secret, encoder.encode(parts.join("")));
  assertEquals(signature, new Uint8Array(expected).toHex());
});

Deno.test("decode() refuses messages that were changed or signed with another key", () => {
  const changed = frames();
  changed[5] = new TextEncoder().encode('{"code":"2 + 2"}');
  assertThrows(() => decode(changed, key), SyntaxError, "signature");
  assertThrows(() => decode(frames(), "another secret"), SyntaxError, "signature");
});

Deno.test("decode() refuses a message of too few frames", () => {
  assertThrows(() => decode(frames().slice(0, 5), key), SyntaxError, "received 5 frames");
  assertThrows(() => decode(frames().slice(1), key), SyntaxError, "received 5 frames");
});
