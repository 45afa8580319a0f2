/** The colours of a map, as the theme gives them now. */
export const colourNames = [
  'land',
  'block',
  'street',
  'panel',
  'ink',
  'ink-2',
  'ink-3',
  'line-2',
  'normal',
  'you',
  'med-fill',
  'med',
  'crit',
  'high',
] as const

export type Colours = Readonly<Record<(typeof colourNames)[number], string>>

/** Reads tokens as colours: what WebGL draws with knows no `light-dark()`, so that a probe is painted and read back. */
export function coloursOf(element: HTMLElement): Colours {
  const probe = document.createElement('span')
  probe.hidden = true
  element.append(probe)
  const read = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const colours = Object.fromEntries(colourNames.map((name) => [name, read(name)])) as Record<
    (typeof colourNames)[number],
    string
  >
  probe.remove()
  return colours
}
