import http from 'node:http'
import { generator } from './generate.mjs'

/** Sends NDJSON bodies at a steady rate until the time is over; says how much was acknowledged. */
const [url, token, rate, seconds, perBody] = process.argv.slice(2)
const make = generator(20261120)
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
const bodies = Number(rate) / Number(perBody)
const started = Date.now()
let acknowledged = 0
let sent = 0
let failed = 0
let slowest = 0
const running = new Set()

for (let number = 0; Date.now() - started < Number(seconds) * 1000; number++) {
  const due = started + (number / bodies) * 1000
  const wait = due - Date.now()
  if (wait > 0) await new Promise((wake) => setTimeout(wake, wait))
  while (running.size >= 8) await Promise.race(running)
  const now = Date.now()
  const lines = []
  for (let i = 0; i < Number(perBody); i++) lines.push(make(now))
  const sending = post(`${lines.join('\n')}\n`).finally(() => running.delete(sending))
  running.add(sending)
}
await Promise.all(running)
agent.destroy()
const took = (Date.now() - started) / 1000
console.log(
  JSON.stringify({ sent, acknowledged, failed, perSecond: Math.round(acknowledged / took), slowestMs: slowest }),
)

function post(body) {
  sent += Number(perBody)
  const began = Date.now()
  return new Promise((resolve) => {
    const request = http.request(
      `${url}/ingest/windows`,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/x-ndjson',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => {
          slowest = Math.max(slowest, Date.now() - began)
          if (response.statusCode === 200) acknowledged += JSON.parse(text).accepted
          else failed++
          resolve()
        })
      },
    )
    request.on('error', () => {
      failed++
      resolve()
    })
    request.end(body)
  })
}
