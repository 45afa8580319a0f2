import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { axeFaults, browserPath, hasBrowser, openBrowser, overflow } from './browser.mjs'
import { root, startServer } from './server.mjs'

/**
 * The page of every component in every state, its dialog and palette, and the page on paper, held against their kept pictures in
 * {light, dark} x {fr, en}: a component that
 * looks otherwise than when somebody last looked at it is a finding.
 *
 *   node e2e/pictures.mjs [--keep]
 *
 * `--keep` writes the pictures as they are now: look at them before they are committed. Letters are drawn a little otherwise by
 * other browsers and systems, so pixels may differ in shade, and one of a thousand
 * altogether; a planted fault, one colour changed, must be found.
 */
if (!hasBrowser) {
  console.error(`no browser at ${browserPath}: apt-get install chromium`)
  process.exit(77)
}
const keep = process.argv.includes('--keep')
const kept = join(root, 'e2e', 'pictures')
const screens = join(root, 'e2e', 'screens')
mkdirSync(kept, { recursive: true })
mkdirSync(screens, { recursive: true })

/** Share of pixels that may differ. */
const allowed = 0.001

const data = mkdtempSync(join(tmpdir(), 'tocsin-pictures-'))
const server = await startServer(data)
const browser = await openBrowser()
try {
  const compared = []
  for (const colorScheme of ['light', 'dark']) {
    for (const locale of ['fr-FR', 'en-GB']) {
      const context = await browser.newContext({
        viewport: { width: 1000, height: 900 },
        // Half the size is a quarter of the bytes, and still shows what moved or lost its colour.
        deviceScaleFactor: 0.5,
        colorScheme,
        locale,
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      await page.clock.setFixedTime(new Date('2026-11-22T03:00:00Z'))
      await page.goto(`${server.url}/design`)
      await page.locator('.gallery .hex').waitFor()
      await page.evaluate(() => document.fonts.ready.then(() => undefined))
      const name = `design-${colorScheme}-${locale.slice(0, 2)}`
      assert.deepEqual(await axeFaults(page), [], name)
      const { file, differs } = await held(page, name, await page.screenshot({ fullPage: true }))
      // What stands over the page, as a person opens it; Escape closes it again.
      for (const [n, what] of ['palette', 'close'].entries()) {
        await page.locator('.gallery-dialogs button').nth(n).click()
        await page.locator('dialog[open]').waitFor()
        assert.deepEqual(await axeFaults(page), [], `${name}, ${what}`)
        await held(page, `${what}-${name.slice('design-'.length)}`, await page.screenshot())
        await page.keyboard.press('Escape')
        await page.locator('dialog[open]').waitFor({ state: 'detached' })
      }
      // Paper is white in any theme.
      if (colorScheme === 'dark') {
        await page.emulateMedia({ media: 'print' })
        await held(page, `paper-${locale.slice(0, 2)}`, await page.screenshot({ fullPage: true }))
        await page.emulateMedia({ media: 'screen' })
      }
      await page.evaluate(() => {
        document.documentElement.style.setProperty('--crit-fill', '#1d4ed8')
        document.documentElement.style.setProperty('--crit', '#1d4ed8')
      })
      const planted = await difference(page, readFileSync(file), await page.screenshot({ fullPage: true }))
      assert.ok(planted > allowed, `${name}: critical in another colour was not noticed (${planted})`)
      compared.push(`${name} ${(differs * 100).toFixed(2)} %`)
      await page.setViewportSize({ width: 360, height: 800 })
      await page.waitForTimeout(500)
      assert.equal(await overflow(page), 0, `${name} scrolls sideways at 360 px`)
      await context.close()
    }
  }
  console.log(`pictures: ${compared.join(', ')}`)
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

/** Holds a picture against the kept one; keeps it where there is none, or where that was asked for. */
async function held(page, name, picture) {
  const file = join(kept, `${name}.png`)
  if (keep || !existsSync(file)) writeFileSync(file, picture)
  const differs = await difference(page, readFileSync(file), picture)
  if (differs > allowed) writeFileSync(join(screens, `${name}.png`), picture)
  assert.ok(
    differs <= allowed,
    `${name} looks otherwise in ${(differs * 100).toFixed(2)} % of its pixels: see e2e/screens/${name}.png beside e2e/pictures/${name}.png, and keep it with --keep where that was meant`,
  )
  return { file, differs }
}

/** The share of pixels that differ by more than a shade; all of them where the sizes do. */
async function difference(page, before, after) {
  const plain = await page.context().newPage()
  try {
    return await plain.evaluate(
      async ([one, other]) => {
        const pixels = async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
          const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
          canvas.drawImage(bitmap, 0, 0)
          return canvas.getImageData(0, 0, bitmap.width, bitmap.height)
        }
        const [a, b] = await Promise.all([pixels(one), pixels(other)])
        if (a.width !== b.width || Math.abs(a.height - b.height) > a.height * 0.01) return 1
        const height = Math.min(a.height, b.height)
        let differ = 0
        for (let at = 0; at < a.width * height * 4; at += 4) {
          const far = Math.max(
            Math.abs(a.data[at] - b.data[at]),
            Math.abs(a.data[at + 1] - b.data[at + 1]),
            Math.abs(a.data[at + 2] - b.data[at + 2]),
          )
          if (far > 48) differ++
        }
        return differ / (a.width * height)
      },
      [before.toString('base64'), after.toString('base64')],
    )
  } finally {
    await plain.close()
  }
}
