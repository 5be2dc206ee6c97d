import { setTimeout as sleep } from "node:timers/promises";
import type { RunStore } from "../store/run_store.ts";
import { growsInFigure } from "./grows_in_figure.ts";
import type { LiveState } from "./live_state.ts";
import { type Looked, RunWatch } from "./run_watch.ts";

export interface PageServerOptions {
  readonly store: RunStore;
  /** Makes the page from what is finished in the store and, as far as it shows it, begun. */
  readonly draw: (version: number, begun: Looked["begun"]) => Promise<DrawnPage>;
  /** Version 0 of the page, served until the first is drawn. */
  readonly empty: string;
  /** The first of these that is free is taken; 0 is any that is. */
  readonly ports: readonly number[];
  /** Ends the server. */
  readonly signal: AbortSignal;
  /** Receives the address, once. */
  readonly onListen: (address: string) => void;
  readonly onError: (error: unknown) => void;
  /** Milliseconds between two looks at the store; defaults to a second. */
  readonly interval?: number;
}

/** A page that is served. */
export interface DrawnPage {
  readonly html: string;
  /** Names of runs whose curves grow in its figures once they are trained. */
  readonly growing: readonly string[];
}

/**
 * Serves the page to this machine alone, and tells open pages of every epoch. Figures are drawn
 * when nothing is in training, when a page asks for it, or when a run is begun whose curve a
 * figure should have and has no place for: training needs the cores. What fails for a while, as
 * where too many files are open, is tried again.
 *
 * @throws {Error} If none of the ports can be had.
 */
export async function servePage(options: PageServerOptions): Promise<void> {
  const { store, draw, empty, ports, signal, onListen, onError, interval = 1000 } = options;
  const watch = new RunWatch(store);
  const listeners = new Set<(state: LiveState) => void>();
  let html = empty;
  let state: LiveState = { runs: [], version: 0, unseen: 0, isDrawing: false };
  /** Names of the runs that the figures were drawn from. */
  let drawn: string | undefined;
  let drawnCount = 0;
  let isAsked = false;
  let failed: string | undefined;
  /** Names of runs that have their place in the figures, or that the figures were drawn with. */
  let placed = new Set<string>();

  const tell = (next: LiveState) => {
    const isNew = JSON.stringify(next) !== JSON.stringify(state);
    state = next;
    if (isNew) { for (const listener of listeners) listener(state); }
  };
  const drawFigures = async ({ finished, begun }: Looked) => {
    tell({ ...state, isDrawing: true });
    const names = finished.join();
    placed = new Set([...placed, ...begun.keys()]);
    try {
      const version = Date.now(); // pages of a server that ran before are old too
      const page = await draw(version, begun);
      html = page.html;
      placed = new Set([...begun.keys(), ...page.growing]);
      drawn = names;
      drawnCount = finished.length;
      tell({ ...state, version, unseen: 0, isDrawing: false });
    } catch (error) {
      failed = names; // not again, until something is new
      onError(error);
      tell({ ...state, isDrawing: false });
    }
  };

  const handler = (request: Request): Response => {
    const { pathname, hostname } = new URL(request.url);
    // Another site whose name leads here must not read the page.
    if (!["127.0.0.1", "localhost"].includes(hostname)) return plain("Not this host", 403);
    if (pathname === "/" && request.method === "GET") {
      return new Response(html, {
        headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
      });
    }
    if (isForeign(request)) return plain("Not for other sites", 403);
    if (pathname === "/events") return events(() => state, listeners);
    if (pathname === "/draw" && request.method === "POST") {
      isAsked = true;
      return plain("Figures are drawn anew", 202);
    }
    return plain("There is only the page", 404);
  };
  let complaint: string | undefined;
  /** Not every second again. */
  const complain = (error: unknown) => {
    if (String(error) !== complaint) onError(error);
    complaint = String(error);
  };
  /** The server, and what cuts its connections; undefined once it failed. */
  let serving: { readonly server: Deno.HttpServer; readonly cut: AbortController } | undefined;
  const serve = (ports: readonly number[]) => {
    const cut = new AbortController();
    const server = listen(ports, cut.signal, handler);
    serving = { server, cut };
    server.finished.catch((error) => {
      serving = undefined;
      complain(error);
    });
    return server;
  };
  const { port } = serve(ports).addr as Deno.NetAddr;
  onListen(`http://127.0.0.1:${port}/`);

  const lookAndDraw = () => {
    try {
      if (!serving) serve([port]);
      const looked = watch.look();
      const { finished, begun, runs } = looked;
      tell({ ...state, runs, unseen: Math.max(0, finished.length - drawnCount) });
      const isIdle = runs.every(({ state }) => state !== "training");
      const isStale = drawn !== finished.join() && failed !== finished.join();
      const isMissed = [...begun].some(([name, { experiment }]) =>
        !placed.has(name) && growsInFigure(experiment)
      );
      const isDue = isStale && (isIdle || isAsked || drawn === undefined) || isMissed;
      if (isDue && !state.isDrawing) {
        isAsked = false;
        drawFigures(looked);
      }
      complaint = undefined;
    } catch (error) {
      complain(error);
    }
  };
  while (!signal.aborted) {
    lookAndDraw();
    await sleep(interval, undefined, { signal }).catch(() => {});
  }
  serving?.cut.abort(); // no request is waited for
  await serving?.server.finished;
}

/**
 * Serves on the first port that is free.
 *
 * @throws {Error} If none is.
 */
function listen(
  ports: readonly number[],
  signal: AbortSignal,
  handler: (request: Request) => Response,
): Deno.HttpServer {
  for (const port of ports) {
    try {
      return Deno.serve({ hostname: "127.0.0.1", port, signal, onListen() {} }, handler);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`Cannot serve the page: port ${ports.join(", ")} is taken by another program`);
}

/** Detects requests by other sites, which must not even cause work. */
function isForeign({ headers, url }: Request): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  return origin !== null && origin !== new URL(url).origin ||
    site !== null && site !== "same-origin" && site !== "none";
}

function plain(text: string, status: number): Response {
  return new Response(text, { status });
}

/** A stream of states; the page asks again by itself if it ends. */
function events(
  state: () => LiveState,
  listeners: Set<(state: LiveState) => void>,
): Response {
  let listener: (state: LiveState) => void;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      listener = (state) =>
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(state)}\n\n`));
      listeners.add(listener);
      listener(state());
    },
    cancel() {
      listeners.delete(listener);
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}
