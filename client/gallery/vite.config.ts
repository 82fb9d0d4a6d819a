import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

/** The gallery is not part of the page: `npx vite --config gallery/vite.config.ts` in client/ serves it. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { host: "127.0.0.1", fs: { allow: ["../.."] } },
  cacheDir: "../../node_modules/.vite/gallery",
})
