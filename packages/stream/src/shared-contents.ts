import type { CityControl } from '@tocsin/capability'
import { contentsOf } from '@tocsin/event'

/** What versions of the city name, once in memory for all threads. */
export interface SharedContents {
  /** Takes in what is about to be named, so that it need not be read back. */
  keep(control: CityControl, bytes: readonly (readonly [name: string, bytes: Uint8Array])[]): void
  /** What a version names, as far as it can be had. */
  of(control: CityControl): ReadonlyMap<string, Uint8Array>
  /** The same for who only looks: what is judged by stays as it is. */
  look(control: CityControl): ReadonlyMap<string, Uint8Array>
}

/** @param read gives what is kept under a name, or throws */
export function sharedContents(read: (name: string) => Uint8Array): SharedContents {
  const known = new Map<string, Uint8Array>()
  /** Appended, and not read back from the log yet. */
  const ahead: CityControl[] = []
  let newest: CityControl | undefined

  /** What no version names that is judged by now or soon is read again, should a lane that is behind ask for it. */
  const tidy = () => {
    const wanted = new Set([newest, ...ahead].flatMap((one) => (one === undefined ? [] : contentsOf(one))))
    for (const name of known.keys()) if (!wanted.has(name)) known.delete(name)
  }

  const look = (control: CityControl) => {
    const found = new Map<string, Uint8Array>()
    for (const name of contentsOf(control)) {
      try {
        const bytes = known.get(name) ?? shared(read(name))
        known.set(name, bytes)
        found.set(name, bytes)
      } catch {
        // Missing or damaged: the stage that asks for it says so.
      }
    }
    return found
  }

  return {
    keep: (control, bytes) => {
      for (const [name, one] of bytes) known.set(name, shared(one))
      ahead.push(control)
      if (ahead.length > mostAhead) ahead.shift()
    },
    look,
    of: (control) => {
      const found = look(control)
      newest = control
      const at = ahead.findIndex((one) => sameCity(one, control))
      if (at !== -1) ahead.splice(0, at + 1)
      tidy()
      return found
    },
  }
}

const mostAhead = 4

function sameCity(a: CityControl, b: CityControl): boolean {
  return a.number === b.number && contentsOf(a).join() === contentsOf(b).join()
}

function shared(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}
