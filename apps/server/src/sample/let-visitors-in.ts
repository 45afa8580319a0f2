import { randomBytes } from 'node:crypto'
import type { Access } from '@tocsin/access'

/**
 * Makes the one account of a sample, so that its link leads straight in. Nobody knows its passphrase: who comes back asks for a
 * link, on the machine that runs it.
 */
export async function letVisitorsIn(access: Access): Promise<void> {
  if (!(await access.needsFirstAccount())) return
  const secret = await access.issueLink('first-account')
  const passphrase = randomBytes(24).toString('base64url')
  await access.openLink(
    { secret, name: 'Visite', passphrase },
    { address: '127.0.0.1', agent: '', session: undefined, place: undefined },
  )
}
