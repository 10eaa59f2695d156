/** Keeps a type parameter from being inferred here (TypeScript has `NoInfer` since 5.4). */
export type NoInfer<T> = [T][T extends unknown ? 0 : never];
