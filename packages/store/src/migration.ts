/** One step of a package's tables. Never edited once released; SQL in the subset that SQLite and PostgreSQL share. */
export interface Migration {
  /** The package that owns the tables, such as `watch`. */
  readonly owner: string
  /** Sorts within its owner: `0001-incident`. */
  readonly id: string
  readonly up: readonly string[]
}
