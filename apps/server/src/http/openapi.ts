import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'

type Json = { readonly [name: string]: unknown }

/** The description of the API (OpenAPI 3.1), made from the endpoints themselves. */
export function openApiOf(endpoints: readonly Endpoint[], version: string): Json {
  const schemas: Record<string, unknown> = {
    Problem: {
      type: 'object',
      required: ['code', 'message', 'fix'],
      properties: { code: { type: 'string' }, message: { type: 'string' }, fix: { type: 'string' } },
    },
  }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const one of endpoints) {
    const path = one.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][one.method.toLowerCase()] = operationOf(one, schemas)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tocsin', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: { ...paths, ...streams },
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'tocsin_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

function operationOf(one: Endpoint, schemas: Record<string, unknown>): Json {
  const name = operationId(one)
  const input = schemaOf(one.input, 'input', `${name}_input`, schemas)
  const inPath = [...one.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
  const members = Object.entries((input['properties'] ?? {}) as Json)
  const required = new Set(input['required'] as readonly string[] | undefined)
  const inBody = one.method === 'POST' || one.method === 'PUT'
  const rest = members.filter(([member]) => !inPath.includes(member))
  const parameters = [
    ...inPath.map((member) => parameter(member, 'path', true, members.find(([name]) => name === member)?.[1])),
    ...(inBody ? [] : rest.map(([member, schema]) => parameter(member, 'query', required.has(member), schema))),
  ]
  const body = {
    ...input,
    properties: Object.fromEntries(rest),
    required: [...required].filter((m) => !inPath.includes(m)),
  }
  return {
    operationId: name,
    summary: one.says,
    ...('permission' in one
      ? { security: [{ session: [] }, { token: [] }], 'x-permission': one.permission }
      : { security: [] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(inBody
      ? { requestBody: { required: required.size > 0, content: json(inPath.length === 0 ? input : body) } }
      : {}),
    responses: {
      200: {
        description: 'The answer',
        content:
          one.produces === undefined
            ? json(schemaOf(one.output, 'output', `${name}_output`, schemas))
            : produced(one.produces),
      },
      default: problem,
    },
  }
}

/** JSON Schema 2020-12, which is what OpenAPI 3.1 speaks. Shared and recursive parts move to the components. */
function schemaOf(type: z.ZodType, io: 'input' | 'output', name: string, schemas: Record<string, unknown>): Json {
  const { $schema: _, $defs: definitions, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' })
  const moved = new Map<unknown, string>()
  const refer = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(refer)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, key === '$ref' ? target(member) : refer(member)]),
    )
  }
  const target = (ref: unknown) => {
    const local = ref === '#' ? 'self' : String(ref).replace('#/$defs/', '')
    const component = `${name}_${local}`
    moved.set(ref, component)
    return `#/components/schemas/${component}`
  }
  const referred = refer(schema) as Json
  for (const [local, definition] of Object.entries(definitions ?? {})) schemas[`${name}_${local}`] = refer(definition)
  if (moved.has('#')) schemas[`${name}_self`] = referred
  return referred
}

function operationId(one: Endpoint): string {
  const words = one.path.split('/').filter((word) => word !== '' && word !== 'api')
  return [one.method.toLowerCase(), ...words.map((word) => word.replace(/^:/, 'by_').replaceAll(/\W/g, '_'))].join('_')
}

function parameter(name: string, place: 'path' | 'query', required: boolean, schema: unknown): Json {
  return { name, in: place, required, schema: schema ?? { type: 'string' } }
}

/** What is sent as it is made has a type, and no shape. */
function produced(types: readonly string[]): Json {
  return Object.fromEntries(types.map((type) => [type, {}]))
}

function json(schema: Json): Json {
  return { 'application/json': { schema } }
}

const problem = { description: 'Why not', content: json({ $ref: '#/components/schemas/Problem' }) }

/** What is no JSON endpoint and has no shape to be made from. */
const streams: Json = {
  '/api/live': {
    get: {
      operationId: 'get_live',
      summary: 'What happens now, as server-sent events: hello, incidents, work, status, reload, signed-out',
      security: [{ session: [] }, { token: [] }],
      responses: { 200: { description: 'The stream', content: { 'text/event-stream': {} } }, default: problem },
    },
  },
  '/api/tail': {
    get: {
      operationId: 'get_tail',
      summary:
        'Events as they are stored that answer a search, as server-sent events: hello, events, dropped, ended, signed-out',
      security: [{ session: [] }, { token: [] }],
      parameters: [parameter('q', 'query', false, { type: 'string', maxLength: 4096 })],
      responses: { 200: { description: 'The stream', content: { 'text/event-stream': {} } }, default: problem },
    },
  },
  '/ingest/{source}': {
    post: {
      operationId: 'post_ingest_by_source',
      summary: 'Sends events of a source, plain or as gzip, with an ingest token; answers when they are durable',
      security: [{ token: [] }],
      parameters: [
        parameter('source', 'path', true, { type: 'string' }),
        { name: 'Idempotency-Key', in: 'header', schema: { type: 'string', minLength: 1, maxLength: 128 } },
      ],
      requestBody: { required: true, content: { '*/*': {} } },
      responses: {
        200: {
          description: 'Accepted and durable',
          content: json({
            type: 'object',
            required: ['accepted', 'refused'],
            properties: {
              accepted: { type: 'integer' },
              repeated: { type: 'boolean' },
              refused: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: { reason: { type: 'string' }, offset: { type: 'integer' }, count: { type: 'integer' } },
                },
              },
            },
          }),
        },
        default: problem,
      },
    },
  },
}
