import { defineConfig } from 'vitest/config'

const resolve = { conditions: ['source'] }
const shared = { resolve, ssr: { resolve } }
const limits = { testTimeout: 30_000, hookTimeout: 30_000 }

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          ...limits,
          name: 'packages',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'apps/console/src/**/*.test.{ts,tsx}'],
          // These keep nothing in their process, so each module is read once a worker and not once a file: a third of the time.
          isolate: false,
        },
      },
      {
        ...shared,
        test: {
          ...limits,
          name: 'programs',
          include: ['apps/{cli,server}/src/**/*.test.ts', 'scripts/**/*.test.ts', 'content/**/*.test.ts'],
        },
      },
    ],
  },
})
