/** Runs at once, then at most once in every `gap` milliseconds while it is asked for; the last request is never lost. */
export function atMostEvery(gap: number, run: () => void): { ask(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = false
  const open = () => {
    timer = undefined
    if (asked) ask()
  }
  const ask = () => {
    if (timer !== undefined) {
      asked = true
      return
    }
    asked = false
    timer = setTimeout(open, gap)
    run()
  }
  return {
    ask,
    stop: () => {
      clearTimeout(timer)
      timer = undefined
      asked = false
    },
  }
}
