import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { root } from './server.mjs'

/** Debian's browser; `TOCSIN_CHROMIUM` names another one. */
export const browserPath = process.env.TOCSIN_CHROMIUM ?? '/usr/bin/chromium'
export const hasBrowser = existsSync(browserPath)

export function openBrowser() {
  return chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

const axe = readFileSync(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8')

/** What axe finds wrong on a page by WCAG 2.2 AA, as lines of text. */
export async function axeFaults(page) {
  // The page's policy forbids foreign scripts; the test's own is let in through the debugging protocol.
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() =>
    // All rules are run; the places of what is well are not worked out.
    globalThis.axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    }),
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

/** Bytes of script, gzipped, that the first page needs: what its document names, and the longest language's words. */
export function initialScript() {
  const dist = join(root, 'apps', 'console', 'dist')
  const size = (file) => gzipSync(readFileSync(join(dist, file))).length
  const named = readFileSync(join(dist, 'index.html'), 'utf8').matchAll(/"\/?(assets\/[^"]+\.js)"/g)
  const words = readdirSync(join(dist, 'assets')).filter((file) => /^(en|fr)-[^.]+\.js$/.test(file))
  assert.equal(words.length, 2, 'each language has its file of words')
  return [...named].reduce(
    (sum, [, file]) => sum + size(file),
    Math.max(...words.map((file) => size(`assets/${file}`))),
  )
}

/**
 * In which theme, language and width screens are looked at: in all eight with `--full`, in two that have nothing in common
 * with `--opposites`, else in the dark, in French, on a phone.
 */
export function looks(argv = process.argv) {
  const all = ['light', 'dark'].flatMap((colorScheme) =>
    ['en-GB', 'fr-FR'].flatMap((locale) => [1440, 360].map((width) => ({ colorScheme, locale, width }))),
  )
  if (argv.includes('--full')) return all
  return argv.includes('--opposites') ? [all[0], all[7]] : [all[7]]
}

/** Pixels by which the page is wider than its window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

const asked = new WeakMap()

/** Knows from now on what a page waits for from its server. */
export function watched(page) {
  const open = new Set()
  asked.set(page, open)
  page.on('request', (request) => {
    // The live stream never ends.
    if (request.resourceType() !== 'eventsource' && !request.url().includes('/live')) open.add(request)
  })
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request))
  return page
}

/** Waits until a page that is watched is at rest: it asked for nothing that did not come, and nothing changed for a moment. */
export async function atRest(page, most = 1500) {
  const open = asked.get(page)
  for (const end = Date.now() + most; Date.now() < end; ) {
    const changed = await page.evaluate(
      () =>
        new Promise((told) => {
          const over = (answer) => {
            observer.disconnect()
            clearTimeout(quiet)
            told(answer)
          }
          const observer = new MutationObserver(() => over(true))
          observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
          const quiet = setTimeout(() => over(document.getAnimations().some((one) => one.playState === 'running')), 120)
        }),
    )
    if (!changed && open.size === 0) return
  }
}
