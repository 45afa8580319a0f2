import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

export interface TestProvider {
  readonly issuer: string
  readonly redirectUri: string
  /** Signs a person in at the provider as a browser would; the query of the way back. */
  walk(url: string, login: string): Promise<string>
  close(): Promise<void>
}

/** Groups by login; `person` and `guest` are known people. */
const groups: Readonly<Record<string, readonly string[]>> = {
  person: ['soc-analyst', 'everybody'],
  lead: ['soc-lead'],
  guest: ['everybody'],
}

export const client = { id: 'tocsin', secret: 'a secret between the two of us, 32+ bytes' }

/** A real provider (oidc-provider) on loopback, in this process. */
export async function startProvider(redirectUri: string, port = 0): Promise<TestProvider> {
  let handler: ReturnType<Provider['callback']> | undefined
  const server: Server = createServer((request, response) => void handler?.(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, preferred_username: `${sub}.of.the.city`, groups: groups[sub] ?? [] }),
    }),
    claims: { openid: ['sub', 'groups'], profile: ['preferred_username'] },
    scopes: ['openid', 'profile'],
    cookies: { keys: ['for tests'] },
  })
  handler = provider.callback()

  return {
    issuer,
    redirectUri,
    walk: async (url, login) => {
      const jar = new Map<string, string>()
      let next = url
      for (let hop = 0; hop < 20; hop++) {
        if (next.startsWith(redirectUri)) return new URL(next).search.slice(1)
        let answer = await visit(next, jar)
        if (answer.headers.get('location') === null) {
          const page = await answer.text()
          const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
          if (action === undefined) throw new Error(`no form at ${next}: ${page.slice(0, 300)}`)
          const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? ''
          const body = new URLSearchParams({ prompt, login, password: 'anything' })
          answer = await visit(new URL(action, next).href, jar, body)
        }
        next = new URL(answer.headers.get('location') ?? '', next).href
      }
      throw new Error('the provider sends round in circles')
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function visit(url: string, jar: Map<string, string>, body?: URLSearchParams): Promise<Response> {
  const answer = await fetch(url, {
    redirect: 'manual',
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(body === undefined ? {} : { method: 'POST', body }),
  })
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
  }
  return answer
}
