// Go's net/http over HTTP/2: post URL CASE; ../http2_clients_test.py says what is printed.
package main

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

const (
	followBytes = 100_000
	earlyBytes  = 10_000_000
)

func post(url, what string) error {
	client := &http.Client{
		Timeout: 60 * time.Second,
		Transport: &http.Transport{
			TLSClientConfig:       &tls.Config{InsecureSkipVerify: true},
			ForceAttemptHTTP2:     true,
			ExpectContinueTimeout: 30 * time.Second,
		},
	}
	size := followBytes
	if what == "early" {
		size = earlyBytes
		client.CheckRedirect = func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		}
	}
	content := bytes.Repeat([]byte("u"), size)
	request, err := http.NewRequest("POST", url, bytes.NewReader(content))
	if err != nil {
		return err
	}
	if what == "expect" {
		request.Header.Set("Expect", "100-continue")
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && what == "early" {
		text = nil
	}
	fmt.Println(answer.StatusCode, string(text))
	return err
}

func main() {
	if err := post(os.Args[1], os.Args[2]); err != nil {
		fmt.Println("error:", err)
	}
}
