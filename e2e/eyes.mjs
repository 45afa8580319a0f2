import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { atRest, axeFaults, browserPath, hasBrowser, openBrowser, overflow, watched } from './browser.mjs'
import { root } from './server.mjs'

/** With `--screens` a picture of each screen is written. */
export const pictures = process.argv.includes('--screens')
export const screens = join(root, 'e2e', 'screens')

/** As many words as a passphrase needs; the people of these tests share it. */
export const passphrase = 'tide clock harbour lantern'

/** The theme, language and width that pages are looked at in, all eight with `--full`, else two that have nothing in common. */
const forms = ['light', 'dark'].flatMap((theme) =>
  ['en', 'fr'].flatMap((language) => [1440, 360].map((width) => ({ theme, language, width }))),
)
const shown = process.argv.includes('--full') ? forms : forms.filter((_, index) => index === 0 || index === 7)

/**
 * A browser that looks: each screen is without fault by axe and does not scroll sideways. Ends the process where there is none.
 *
 * @param {string} name before the names of pictures
 * @param {{ patience?: number, tall?: boolean }} [ways] milliseconds that a page waits for what it is asked for; whether pictures
 *   are of a window as tall as what scrolls in it
 */
export async function openEyes(name, { patience = 15_000, tall = false } = {}) {
  if (!hasBrowser) {
    console.error(`no browser at ${browserPath}: apt-get install chromium`)
    process.exit(77)
  }
  if (pictures) mkdirSync(screens, { recursive: true })
  const browser = await openBrowser()
  const faults = []
  let looked = 0
  let last
  const open = async (options = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    })
    last = watched(await context.newPage())
    last.setDefaultTimeout(patience)
    last.on('pageerror', (error) => faults.push(error.message))
    last.on('console', (message) => {
      if (message.type() === 'error' && /Content Security|Uncaught/.test(message.text())) faults.push(message.text())
    })
    return last
  }
  /** This screen as it is now. @throws where it has a fault */
  const look = async (page, screen) => {
    last = page
    assert.deepEqual(await axeFaults(page), [], screen)
    assert.equal(await overflow(page), 0, `${screen} scrolls sideways`)
    await picture(page, `${name}-${screen}`, tall)
    looked++
  }
  /**
   * This page in each theme, language and width; what is wrong is added to the faults.
   *
   * @param {{ anew?: boolean, stands?: string }} [ways] whether it is loaded anew in each form: one that holds
   *   what was typed is not, and is looked at in one form; what stands when it is there
   */
  const lookInForms = async (page, screen, { anew = true, stands = 'main h1' } = {}) => {
    last = page
    for (const { theme, language, width } of shown) {
      if (!anew && (language === 'fr' || theme === 'dark')) continue
      await page.setViewportSize({ width, height: width === 360 ? 800 : 900 })
      await wear(page, theme, language)
      if (anew) await page.reload()
      await page.locator(stands).first().waitFor()
      await atRest(page)
      const at = `${screen}-${theme}-${language}-${width}`
      faults.push(...(await axeFaults(page)).map((fault) => `${at}: ${fault}`))
      if ((await overflow(page)) > 0) faults.push(`${at} scrolls sideways`)
      await picture(page, at, false)
      looked++
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await wear(page, 'light', 'en')
    if (anew) await page.reload()
  }
  return {
    browser,
    open,
    look,
    lookInForms,
    faults,
    looked: () => looked,
    /** The page that was looked at last, as it was when the test failed. */
    failed: async () => {
      if (last !== undefined) await picture(last, `${name}-failed`, tall).catch(() => undefined)
    },
  }
}

/** The first account of a house, made by its one-time link. */
export async function firstAccount(page, server) {
  await page.goto(server.link)
  await page.getByLabel('Name').fill('A. Quemener')
  await page.locator('input[type=password]').fill(passphrase)
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/queue*')
}

/** Opens a personal link as its person: it waits for a click, then asks for the passphrase. */
export async function arriveBy(page, link) {
  await page.goto(link)
  await page.locator('button[type=submit]').click()
  await page.locator('input[type=password]').fill(passphrase)
}

/** A request that carries a body, as `fetch` takes it. */
export function post(body) {
  return { method: 'POST', body: JSON.stringify(body) }
}

/** Sends lines to a source over HTTP, and fails where they are not taken. */
export async function send(server, token, source, lines, type = 'text/plain') {
  const response = await fetch(`${server.url}/ingest/${source}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: `${lines.join('\n')}\n`,
  })
  assert.equal(response.status, 200, await response.text())
}

function wear(page, theme, language) {
  return page.evaluate(
    ([colours, words]) => {
      const kept = JSON.parse(localStorage.getItem('tocsin.settings') ?? '{}')
      localStorage.setItem('tocsin.settings', JSON.stringify({ ...kept, theme: colours, language: words }))
    },
    [theme, language],
  )
}

async function picture(page, name, tall) {
  if (!pictures) return
  const path = join(screens, `${name}.png`)
  if (!tall) return void (await page.screenshot({ path, fullPage: true }))
  // The page scrolls inside of the shell: a tall window shows all of it.
  const { width } = page.viewportSize()
  await page.setViewportSize({ width, height: 3600 })
  await page.screenshot({ path })
  await page.setViewportSize({ width, height: 900 })
}
