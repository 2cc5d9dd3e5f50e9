// Command hello answers every request with one line.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "5000"
	}
	server := &http.Server{Addr: ":" + port, Handler: http.HandlerFunc(hello)}

	// Requests that are being answered are answered to their end.
	stopped := make(chan struct{})
	go func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM)
		<-signals
		server.Shutdown(context.Background())
		close(stopped)
	}()

	log.Printf("hello listens on %s", port)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
	<-stopped
}

func hello(response http.ResponseWriter, request *http.Request) {
	fmt.Fprintln(response, "hello from Go")
}
