import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser } from '../../e2e/browser.mjs'
import { pause, startServer } from '../../e2e/server.mjs'
import { buildTown } from '../../packages/range/dist/index.js'
import { fillCity } from '../city-map/fill.mjs'

/**
 * The inventory of a large city in a browser: milliseconds from the address to the first rows, and from a text to what it finds.
 *
 *   node bench/scale/paint.mjs [assets, default 100000]
 */
const assets = Number(process.argv[2] ?? 100_000)
const data = mkdtempSync(join(tmpdir(), 'tocsin-bench-paint-'))
const rows = 'main tbody tr'
let server
const browser = await openBrowser()
try {
  await (await startServer(data)).stop()
  await fillCity(data, buildTown({ assets, seed: 1 }).records)
  server = await startServer(data)
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'fr-FR' })).newPage()
  await page.goto(server.link)
  await page.locator('main input:not([type=password])').first().fill('A. Quemener')
  for (const field of await page.locator('input[type=password]').all()) await field.fill('tide clock harbour lantern')
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/queue*')
  // Read ahead by then, as a server that runs has it.
  await server.ask('/api/city/inventory?limit=1')
  const paints = []
  for (let round = 0; round < 5; round++) {
    await page.goto('about:blank')
    await page.goto(`${server.url}/city/inventory`, { waitUntil: 'commit' })
    await page.locator(rows).first().waitFor({ timeout: 60_000 })
    paints.push(await page.evaluate(() => performance.now()))
  }
  const finds = []
  for (const text of ['camera', 'quai', '10.20', 'pompe', 'radio']) {
    const began = performance.now()
    await page.goto(`${server.url}/city/inventory?q=${text}`, { waitUntil: 'commit' })
    await page.locator(rows).first().waitFor({ timeout: 60_000 })
    finds.push(performance.now() - began)
    await pause(200)
  }
  const said = (all) => {
    const sorted = all.map(Math.round).sort((a, b) => a - b)
    return `${sorted[2]} ms, the longest ${sorted[4]} ms`
  }
  console.log(`${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}; ${assets} assets`)
  console.log(`first rows of the inventory: ${said(paints)}; opened with a text: ${said(finds)}`)
} finally {
  await browser.close()
  await server?.stop()
  rmSync(data, { recursive: true, force: true })
}
