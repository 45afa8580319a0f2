/** Chunks that were pushed and wait for the one who pulls them. */
export interface ChunkQueue extends AsyncIterable<Uint8Array> {
  /** Bytes that wait. */
  readonly held: number
  push(chunk: Uint8Array): void
  end(): void
  /** Drops what waits; the reader gets the error. */
  fail(error: Error): void
}

/** @param onTaken called after each chunk that the reader took */
export function chunkQueue(onTaken: () => void): ChunkQueue {
  let chunks: Uint8Array[] = []
  let held = 0
  let state: 'open' | 'ended' | 'failed' = 'open'
  let failure: Error | undefined
  let wake: (() => void) | undefined

  const changed = () => {
    wake?.()
    wake = undefined
  }

  async function* read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (failure !== undefined) throw failure
      const chunk = chunks.shift()
      if (chunk !== undefined) {
        held -= chunk.length
        onTaken()
        yield chunk
        continue
      }
      if (state === 'ended') return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  return {
    get held() {
      return held
    },
    push(chunk) {
      if (state !== 'open' || chunk.length === 0) return
      chunks.push(chunk)
      held += chunk.length
      changed()
    },
    end() {
      if (state !== 'open') return
      state = 'ended'
      changed()
    },
    fail(error) {
      if (state === 'failed') return
      state = 'failed'
      failure = error
      chunks = []
      held = 0
      changed()
    },
    [Symbol.asyncIterator]: read,
  }
}
