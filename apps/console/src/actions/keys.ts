/** What of a keyboard event decides; a part of the DOM's KeyboardEvent. */
export interface Stroke {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** The name of a stroke as the registry writes it, or nothing for a lone modifier or a stroke with Alt. */
export function strokeName({ key, ctrlKey, metaKey, altKey }: Stroke): string | undefined {
  if (altKey || key === 'Control' || key === 'Meta' || key === 'Shift' || key === 'Dead') return undefined
  return `${ctrlKey || metaKey ? 'mod+' : ''}${key.toLowerCase()}`
}

export interface Heard {
  /** The first key of a sequence that may still come. */
  readonly pending: string | undefined
  /** The keys of an action, complete. */
  readonly complete: string | undefined
}

/** Adds a stroke to what was heard: `g` then `q` is `g q`; a stroke that continues nothing starts anew. */
export function hear(pending: string | undefined, stroke: string, bound: readonly string[]): Heard {
  const sequence = pending === undefined ? stroke : `${pending} ${stroke}`
  if (bound.includes(sequence)) return { pending: undefined, complete: sequence }
  if (bound.some((keys) => keys.startsWith(`${sequence} `))) return { pending: sequence, complete: undefined }
  return pending === undefined ? { pending: undefined, complete: undefined } : hear(undefined, stroke, bound)
}

/** How keys are printed on a key cap. */
export function keyCaps(keys: string): readonly string[] {
  return keys.split(' ').map((stroke) => {
    const bare = stroke.replace('mod+', '')
    const cap = caps[bare] ?? (stroke === bare ? bare : bare.toUpperCase())
    return stroke === bare ? cap : `Ctrl ${cap}`
  })
}

const caps: Readonly<Record<string, string>> = { enter: '↵', escape: 'Esc' }
