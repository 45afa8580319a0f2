/** Runs in the page before its own script: measures when something is painted, and long tasks. */
export function probe() {
  const tasks = []
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })
  globalThis.forgetTasks = () => tasks.splice(0)
  globalThis.longTasks = () => [...tasks]

  /** Resolves with the milliseconds from `since` to the frame after the one in which the condition first holds. */
  const framed = (holds, since) =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      const look = () => {
        if (holds()) requestAnimationFrame(() => resolve(performance.now() - since))
        else if (performance.now() - began > 20_000) reject(new Error('nothing came within 20 s'))
        else requestAnimationFrame(look)
      }
      look()
    })

  // Watched from the start, so that what was painted before anybody asked has its own time.
  const first = new Map()
  const wanted = [
    '.rows .row',
    'main h1.story',
    'main tbody tr, main .event-row',
    'main tbody tr',
    'main li',
    'main li, main tr',
  ]
  const watch = () => {
    for (const what of wanted) {
      if (!first.has(what) && document.querySelector(what) !== null) first.set(what, performance.now())
    }
    requestAnimationFrame(watch)
  }
  requestAnimationFrame(watch)
  globalThis.painted = async (what) => {
    await framed(() => first.has(what), 0)
    return first.get(what)
  }

  let acted
  for (const kind of ['click', 'change', 'input', 'keydown']) {
    addEventListener(kind, () => (acted ??= performance.now()), { capture: true })
  }
  const rowsNow = () =>
    [...document.querySelectorAll('.rows .row')]
      .slice(0, 10)
      .map(({ id }) => id)
      .join()
  let before
  globalThis.watchRows = () => {
    before = rowsNow()
    acted = undefined
  }
  globalThis.rowsOther = async () => {
    const done = await framed(() => acted !== undefined && rowsNow() !== before && rowsNow() !== '', 0)
    return done - acted
  }
  const peekNow = () =>
    document.querySelector('.peek h2.told') && document.querySelector('.peek .peek-top .id')?.textContent
  globalThis.watchPeek = () => {
    before = peekNow()
    acted = undefined
  }
  globalThis.peekOther = async () => {
    const done = await framed(() => acted !== undefined && peekNow() && peekNow() !== before, 0)
    return done - acted
  }
}
