const PAGE = 65536;
const MAXIMUM_PAGES = 65536;
/** Addresses are multiples of a cache line. */
const LINE = 64;

interface Piece {
  readonly address: number;
  readonly size: number;
}

/** Memory that all workers see, handed out in pieces. */
export class SharedMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  readonly #sizes = new Map<number, number>();
  /** What is free, by address, the end of the memory left out; neighbours are joined. */
  #free: Piece[] = [];
  /** First byte that was never handed out; the compiler puts constants into the first 4096. */
  #end = 4096;

  /**
   * Hands out `size` bytes, all 0.
   *
   * @throws {RangeError} If there is no room for them in WebAssembly's 4 GiB.
   */
  allocate(size: number): number {
    const rounded = Math.max(1, Math.ceil(size / LINE)) * LINE;
    const index = this.#free.findIndex((piece) => piece.size >= rounded);
    let address: number;
    if (index >= 0) {
      const piece = this.#free[index];
      address = piece.address;
      const rest = { address: address + rounded, size: piece.size - rounded };
      this.#free.splice(index, 1, ...(rest.size > 0 ? [rest] : []));
      this.bytes(address, rounded).fill(0);
    } else {
      address = this.#end;
      this.#grow(address + rounded);
      this.#end += rounded;
    }
    this.#sizes.set(address, rounded);
    return address;
  }

  /** Takes back what {@linkcode allocate} handed out. */
  free(address: number): void {
    const size = this.#sizes.get(address);
    if (size === undefined) throw new RangeError(`Nothing was allocated at ${address}`);
    this.#sizes.delete(address);
    const pieces = [...this.#free, { address, size }].sort((a, b) => a.address - b.address);
    const joined: Piece[] = [];
    for (const piece of pieces) {
      const last = joined.at(-1);
      if (last && last.address + last.size === piece.address) {
        joined[joined.length - 1] = { address: last.address, size: last.size + piece.size };
      } else {
        joined.push(piece);
      }
    }
    this.#free = joined;
  }

  #grow(end: number): void {
    const pages = Math.ceil(end / PAGE);
    const more = pages - this.memory.buffer.byteLength / PAGE;
    if (more <= 0) return;
    try {
      this.memory.grow(more);
    } catch (cause) {
      const megabytes = Math.ceil(end / 2 ** 20);
      throw new RangeError(
        `Cannot hold networks, images and activations: they need ${megabytes} MiB, more than ` +
          "WebAssembly's 4096 MiB or than the machine has. Use fewer threads or a smaller network",
        { cause },
      );
    }
  }

  bytes(address: number, length: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.#buffer, address, length);
  }

  floats(address: number, length: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.#buffer, address, length);
  }

  doubles(address: number, length: number): Float64Array<SharedArrayBuffer> {
    return new Float64Array(this.#buffer, address, length);
  }

  integers(address: number, length: number): Uint32Array<SharedArrayBuffer> {
    return new Uint32Array(this.#buffer, address, length);
  }

  view(address: number, length: number): DataView<SharedArrayBuffer> {
    return new DataView(this.#buffer, address, length);
  }

  get #buffer(): SharedArrayBuffer {
    return this.memory.buffer as unknown as SharedArrayBuffer;
  }
}
