const key = 'tocsin.place-after'

/** Keeps the address that the person came for, while they are away at the identity provider. */
export function rememberPlace(): void {
  sessionStorage.setItem(key, `${location.pathname}${location.search}`)
}

/** The address to go to now, once; the queue where there is none. */
export function takePlace(): string {
  const kept = sessionStorage.getItem(key) ?? ''
  sessionStorage.removeItem(key)
  return innerPlace(kept) ?? '/queue'
}

/** An address inside the console, as path and query; nothing for whatever could lead out of it, or back to the door. */
export function innerPlace(text: string): string | undefined {
  if (!/^\/(?![/\\])/.test(text) || /[\\\p{C}]/u.test(text) || text.length > 2000) return undefined
  const base = 'https://inside.invalid'
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined
  if (url === undefined || url.origin !== base || url.pathname.startsWith('/welcome')) return undefined
  return `${url.pathname}${url.search}`
}
