import tasks from "./tasks.cjs"

export default tasks
export const { square, fail } = tasks
