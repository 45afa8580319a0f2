/** A source as a path, a token and a setting name it. `tocsin` is the house's own and never comes from outside. */
export const sourceName = /^(?!tocsin$)[a-z0-9][a-z0-9_-]{0,62}$/
