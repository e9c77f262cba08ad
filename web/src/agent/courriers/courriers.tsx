export function Courriers() { return null; }
