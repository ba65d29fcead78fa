/** What needs Node: runs in folders. @packageDocumentation */
export { folderStore } from "./node/folder-store.ts";
