// Whether the page still reaches the studio. NiceGUI keeps its socket on the window.

export function watchConnection(tell) {
  let socket = null, timer = null;
  const gone = () => tell(true), back = () => tell(false);
  const listen = () => {
    socket = window.socket;
    if (!socket?.on) return (timer = setTimeout(listen, 500));
    socket.on("disconnect", gone);
    socket.on("connect", back);
  };
  listen();
  return () => {
    clearTimeout(timer);
    socket?.off?.("disconnect", gone);
    socket?.off?.("connect", back);
  };
}
