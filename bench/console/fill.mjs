import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { tables } from '../../apps/server/dist/tables.js'
import { seededRandom } from '../../packages/kit/dist/index.js'
import { openStateStore, positionTable } from '../../packages/store/dist/index.js'
import { streamMigrations } from '../../packages/stream/dist/index.js'
import { incidentStage } from '../../packages/watch/dist/index.js'

const batch = 500
const rules = 75

/**
 * Writes incidents as the pipeline does: findings through the stage that groups them, its statements into the state store.
 *
 * @param {string} data the data folder of a server that does not run
 * @param {number} count incidents; one in five has a second finding
 * @param {number} until milliseconds since the epoch of the newest; they reach back 20 days
 */
export async function fillIncidents(data, count, until) {
  const group = incidentStage()
  const { store, close } = await openStateStore({
    file: join(data, 'state.sqlite'),
    migrations: [positionTable, ...streamMigrations, ...tables, ...group.migrations],
    synchronous: 'NORMAL',
  })
  try {
    await group.load(store)
    const said = finder(count, until)
    for (let n = 0; n < count; n += batch) {
      const some = Array.from({ length: Math.min(batch, count - n) }, (_, i) => said(n + i)).flat()
      await store.transact(group.group(some).statements)
    }
  } finally {
    close()
  }
}

function finder(count, until) {
  const random = seededRandom(7)
  const step = (20 * 86_400_000) / count
  const severity = () => {
    const at = random.next()
    return at < 0.005 ? 'critical' : at < 0.06 ? 'high' : at < 0.4 ? 'medium' : at < 0.85 ? 'low' : 'info'
  }
  const realm = () => {
    const at = random.next()
    return at < 0.97 ? 'real' : at < 0.99 ? 'exercise' : 'sample'
  }
  return (n) => {
    const [kind, value] = [
      ['host', `poste-${n}.port-valmont.example`],
      ['account', `agent-${n}`],
      ['address', `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`],
    ][n % 3]
    const [how, where] = [severity(), realm()]
    const times = n % 5 === 0 ? 2 : 1
    return Array.from({ length: times }, (_, again) => {
      const rule = Math.floor(random.next() * rules)
      const time = until - (count - n) * step + again * 60_000
      const event = `${n % 16}-${n}-${again}`
      const frame = Buffer.from(
        `<38>1 ${new Date(time).toISOString()} ${value} sshd 4711 - - Failed password for ${value}`,
      )
      return {
        finding: {
          id: createHash('sha256').update(event).digest('hex').slice(0, 32),
          detector: {
            kind: 'sigma',
            id: `bench-rule-${rule}`,
            version: '1',
            title: `Pattern ${rule} seen on the wire`,
          },
          severity: how,
          confidence: 0.7,
          techniques: [{ id: 'T1110.001', name: 'Password Guessing' }],
          realm: where,
          origin: 'address',
          time,
          said: time + 500,
          reason: {
            en: `On ${value}, “Pattern ${rule} seen on the wire” matched a failed sign-in.`,
            fr: `Sur ${value}, « Motif ${rule} vu sur le fil » correspond à une connexion refusée.`,
          },
          observables: [{ kind, value }],
          evidence: [
            {
              event,
              time,
              source: `source-${rule % 20}`,
              matched: [{ field: 'user.name', value, asked: 'is', ranges: [[0, value.length]] }],
            },
          ],
          events: 1,
        },
        frames: [{ event, bytes: frame }],
      }
    })
  }
}
