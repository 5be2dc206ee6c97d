/**
 * Messages of the Jupyter messaging protocol, version 5.3, in ZeroMQ frames:
 * `[…identities, "<IDS|MSG>", signature, header, parent_header, metadata, content, …buffers]`.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/** Content of a kernel's connection file, with the protocol's names. */
export interface Connection {
  readonly transport: "tcp";
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly signature_scheme: "hmac-sha256";
  /** Secret that signs messages. */
  readonly key: string;
}

/** A received message. */
export interface Message {
  readonly type: string;
  readonly id: string;
  /** Identifier of the request that caused it; empty if there is none. */
  readonly parent: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const delimiter = "<IDS|MSG>";

function sign(parts: readonly (string | Uint8Array)[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** The frames of a request with this `id`. */
export function encode(
  message: { readonly type: string; readonly id: string; readonly content: unknown },
  { session, key }: { readonly session: string; readonly key: string },
): string[] {
  const header = {
    msg_id: message.id,
    msg_type: message.type,
    session,
    username: "",
    date: new Date().toISOString(),
    version: "5.3",
  };
  const parts = [header, {}, {}, message.content].map((part) => JSON.stringify(part));
  return [delimiter, sign(parts, key), ...parts];
}

/**
 * Reads the frames of a message and checks their signature.
 *
 * @throws {SyntaxError} If frames are missing, are not JSON objects, or `key` did not sign them.
 */
export function decode(frames: readonly Uint8Array[], key: string): Message {
  const start = frames.findIndex((frame) => Buffer.from(frame).toString("latin1") === delimiter);
  const [signature, ...parts] = start < 0 ? [] : frames.slice(start + 1, start + 6);
  if (parts.length < 4) {
    throw new SyntaxError(
      `Cannot read a Jupyter message: "${delimiter}" and five frames must be there, received ` +
        `${frames.length} frames`,
    );
  }
  const expected = Buffer.from(sign(parts, key));
  if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) {
    throw new SyntaxError(
      "Cannot read a Jupyter message: its signature is not made with this kernel's key",
    );
  }
  const [header, parent, _metadata, content] = parts.map(parseObject);
  return {
    type: String(header.msg_type),
    id: String(header.msg_id),
    parent: typeof parent.msg_id === "string" ? parent.msg_id : "",
    content,
  };
}

function parseObject(frame: Uint8Array): Record<string, unknown> {
  const value: unknown = JSON.parse(new TextDecoder().decode(frame));
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new SyntaxError(
      `Cannot read a Jupyter message: a frame must be a JSON object, received ${typeof value}`,
    );
  }
  return { ...value };
}
