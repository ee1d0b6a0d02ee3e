// Whether the page still reaches the studio. NiceGUI keeps its socket on the window; the browser knows earlier than a
// socket does when there is no network at all.

export function watchConnection(tell) {
  let socket = null, timer = null, lost = false;
  const now = () => {
    const gone = !navigator.onLine || !socket.connected;
    if (gone !== lost) tell((lost = gone));
  };
  const listen = () => {
    socket = window.socket;
    if (!socket?.on) return (timer = setTimeout(listen, 100));
    for (const event of ["disconnect", "connect"]) socket.on(event, now);
    for (const event of ["offline", "online"]) addEventListener(event, now);
    if (!navigator.onLine) now();
  };
  listen();
  return () => {
    clearTimeout(timer);
    for (const event of ["disconnect", "connect"]) socket?.off?.(event, now);
    for (const event of ["offline", "online"]) removeEventListener(event, now);
  };
}
