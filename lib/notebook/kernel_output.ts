import type { MimeBundle } from "./ipynb.ts";
import type { Message } from "./wire.ts";

/**
 * A kernel's output while it runs code, with the protocol's names. `request` identifies its
 * execution: a timer of an earlier cell can still print while a later one runs.
 */
export type KernelOutput =
  & { readonly request: string }
  & (
    | { readonly type: "execute_input"; readonly execution_count: number }
    | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
    | {
      readonly type: "display_data" | "update_display_data";
      readonly data: MimeBundle;
      readonly metadata: MimeBundle;
      /** An update replaces every earlier display of the same identifier. */
      readonly displayId?: string;
    }
    | {
      readonly type: "execute_result";
      readonly execution_count: number;
      readonly data: MimeBundle;
      readonly metadata: MimeBundle;
    }
    | KernelError
    | {
      readonly type: "clear_output";
      /** Clear at the next output, not at once. */
      readonly wait: boolean;
    }
  );

/** An exception that ended a cell. */
export interface KernelError {
  readonly type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

function bundle(value: unknown): MimeBundle {
  return typeof value === "object" && value !== null ? value as MimeBundle : {};
}

/** Reads the fields of an `error` message, or of an `execute_reply` whose status is "error". */
export function kernelError({ content }: Message): KernelError {
  return {
    type: "error",
    ename: String(content.ename),
    evalue: String(content.evalue),
    traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
  };
}

/** Reads a message of the iopub channel; undefined for one that is not a cell's output. */
export function kernelOutput(message: Message): KernelOutput | undefined {
  const { type, parent: request, content } = message;
  const data = bundle(content.data);
  const metadata = bundle(content.metadata);
  const execution_count = Number(content.execution_count);
  switch (type) {
    case "execute_input":
      return { request, type, execution_count };
    case "stream": {
      const name = content.name === "stderr" ? "stderr" : "stdout";
      return { request, type, name, text: String(content.text) };
    }
    case "display_data":
    case "update_display_data": {
      const id = bundle(content.transient).display_id;
      const named = typeof id === "string" ? { displayId: id } : {};
      return { request, type, data, metadata, ...named };
    }
    case "execute_result":
      return { request, type, execution_count, data, metadata };
    case "error":
      return { request, ...kernelError(message) };
    case "clear_output":
      return { request, type, wait: content.wait === true };
  }
}
