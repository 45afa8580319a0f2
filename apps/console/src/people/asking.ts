/** What a person wants to see, and must say why. */
export type Asking =
  | { readonly what: 'person'; readonly pseudonym: string; readonly incident: string | undefined }
  | { readonly what: 'bytes'; readonly incident: string }

let current: Asking | undefined
const watchers = new Set<() => void>()

export function askingNow(): Asking | undefined {
  return current
}

/** Opens the dialog that asks for a reason, or closes it. */
export function askWhy(asking: Asking | undefined): void {
  current = asking
  for (const tell of watchers) tell()
}

export function watchAsking(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}
