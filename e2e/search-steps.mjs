import assert from 'node:assert/strict'
import { axeFaults } from './browser.mjs'

/**
 * The search page by keyboard: completion with real values, the histogram, a value that narrows, events around one, and a
 * saved view that is found again from its address after signing out.
 *
 * @param {import('playwright-core').BrowserContext} context signed in as this person
 */
export async function searched(context, { url }, name, passphrase) {
  const page = await context.newPage()
  await page.goto(`${url}/search`)
  const box = page.getByRole('combobox', { name: 'Query' })
  const rows = page.locator('.events .opener')
  await rows.first().waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('host:passe')
  await page.getByRole('option', { name: /passerelle-02/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  assert.deepEqual(await axeFaults(page), [], 'the list of what can follow')
  await page.keyboard.press('Enter')
  assert.equal(await box.inputValue(), 'host:passerelle-02.port-valmont.example ')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=host/)
  await rows.first().waitFor()

  await page.getByRole('slider', { name: 'Events over time' }).focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Enter')
  await page.waitForURL(/from=\d+/)
  await page.getByText('Leave this stretch').click()
  await page.waitForURL((address) => !address.search.includes('from='))

  await page.locator('.facet button.value').last().click()
  await page.waitForURL(/src_endpoint/)
  await rows.first().click()
  await page.locator('.event-open').waitFor()
  assert.deepEqual(await axeFaults(page), [], 'an opened event')
  await page.getByRole('button', { name: '± 5m', exact: true }).click()
  await page.waitForURL(/q=around/)
  await rows.first().waitFor()

  await box.fill('failed | count by host | over time')
  await page.keyboard.press('Enter')
  await page.locator('.series svg').first().waitFor()
  assert.deepEqual(await axeFaults(page), [], 'values over time')
  await page.getByRole('button', { name: 'Save as view…' }).click()
  await page.getByLabel('Name').fill('Night shift')
  await page.keyboard.press('Enter')
  await page.waitForURL(/view=/)
  const view = page.url()
  await page.close()

  // Signed out: the address leads to the same view once its reader has signed in again.
  await context.clearCookies()
  const again = await context.newPage()
  await again.goto(view)
  await again.getByLabel('Name').fill(name)
  await again.locator('input[type=password]').fill(passphrase)
  await again.locator('button[type=submit]').click()
  await again.locator('.series svg').first().waitFor()
  assert.equal(again.url(), view)
  assert.equal(await again.getByRole('combobox', { name: 'Query' }).inputValue(), 'failed | count by host | over time')
  await again.close()
}
