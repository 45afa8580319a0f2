/** Records that are worked on before others have their turn: about a fiftieth of a second. */
const atOnce = 1000

/** Cuts a list into pieces, and lets whatever waits have its turn between them: an import never stops the API. */
export async function* inBreaths<One>(list: readonly One[]): AsyncGenerator<readonly One[]> {
  for (let from = 0; from < list.length; from += atOnce) {
    yield list.slice(from, from + atOnce)
    if (from + atOnce < list.length) await breath()
  }
}

/** Whatever waits has its turn. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
