/**
 * Memory that downloads share, so that however many strangers' servers send, they take no more of it together. When it
 * is full, the slowest of those that take more than the average makes way: what is fast is soon done, and what is small
 * is in nobody's way.
 */
export class DownloadRoom {
  readonly #maxBytes: number;
  readonly #places = new Set<DownloadPlace>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** A place for one download, which its holder gives back. */
  take(): DownloadPlace {
    const place = new DownloadPlace({
      grown: () => this.#makeRoom(),
      left: () => this.#places.delete(place),
    });
    this.#places.add(place);
    return place;
  }

  #makeRoom(): void {
    for (let over = this.#bytes() - this.#maxBytes; over > 0; over = this.#bytes() - this.#maxBytes) {
      const running = [...this.#places].filter(({ mustStay, signal }) => !mustStay && !signal.aborted);
      const average = running.reduce((sum, { bytes }) => sum + bytes, 0) / running.length;
      const [slowest] = running.filter(({ bytes }) => bytes >= average).sort((a, b) => a.pace() - b.pace());
      if (slowest === undefined) return;
      slowest.end();
    }
  }

  #bytes(): number {
    let bytes = 0;
    for (const place of this.#places) bytes += place.bytes;
    return bytes;
  }
}

/** What one download takes of the room. */
export class DownloadPlace implements Disposable {
  bytes = 0;
  /** All of it has come; it is read now. */
  mustStay = false;
  readonly #start = performance.now();
  readonly #ended = new AbortController();
  readonly #room: { grown: () => void; left: () => void };

  constructor(room: { grown: () => void; left: () => void }) {
    this.#room = room;
  }

  /** Aborted when the download makes way for others. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** So many bytes more have come. */
  grow(bytes: number): void {
    if (this.signal.aborted) return;
    this.bytes += bytes;
    this.#room.grown();
  }

  /** Bytes a millisecond. */
  pace(): number {
    return this.bytes / (performance.now() - this.#start);
  }

  end(): void {
    this.bytes = 0;
    this.#ended.abort();
  }

  [Symbol.dispose](): void {
    this.#room.left();
  }
}
