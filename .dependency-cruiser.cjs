// The law of arrows (docs/architecture.md): kit <- city, event <- query <- store <- capability <- stream, access <- wings <- apps.
const wings = 'inventory|sources|watch|foresee|respond|protect|govern|train'

/** Packages that each package may import, beside itself. */
const mayImport = {
  kit: '',
  city: 'kit',
  event: 'kit|city',
  query: 'kit|event',
  sigma: 'kit',
  tlog: 'kit',
  store: 'kit|city|event|query',
  capability: 'kit|city|event|query|store',
  stream: 'kit|city|event|query|store|capability',
  access: 'kit|city|event|query|store|capability',
  // It practises against the doors: the codecs at most, never the code that is practised on.
  range: 'kit|city|event|sources',
}
const wingMayImport = 'kit|city|event|query|store|capability|stream|access|sigma|tlog'

const law = Object.entries(mayImport).map(([from, to]) => ({
  name: `arrows-${from}`,
  severity: 'error',
  from: { path: `^packages/${from}/src/` },
  to: { path: '^(packages|apps)/', pathNot: `^packages/(${[from, ...to.split('|').filter(Boolean)].join('|')})/` },
}))

module.exports = {
  forbidden: [
    ...law,
    {
      name: 'arrows-wing',
      comment: 'A wing never imports another wing, nor an app.',
      severity: 'error',
      from: { path: `^packages/(${wings})/src/` },
      to: { path: '^(packages|apps)/', pathNot: `^packages/(${wingMayImport}|$1)/` },
    },
    {
      name: 'arrows-console',
      severity: 'error',
      from: { path: '^apps/console/' },
      to: { path: '^(packages|apps)/', pathNot: '^(packages/(kit|city|event|query|sigma|tlog)|apps/console)/' },
    },
    {
      name: 'browser-safe',
      comment: 'The console loads these: nothing of Node in them.',
      severity: 'error',
      from: { path: '^packages/(kit|city|event|query|sigma|tlog)/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-file-opens-duckdb',
      comment: 'A second DuckDBInstance on the same file opens silently and loses committed rows.',
      severity: 'error',
      from: { pathNot: '^packages/store/src/events/duckdb\\.ts$' },
      to: { path: '@duckdb/node-api' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-through-index',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^(packages|apps)/([^/]+)/src/(?!index\\.ts$)', pathNot: '^$1/$2/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-types)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
}
