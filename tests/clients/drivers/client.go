// SPDX-License-Identifier: MIT
// A line of JSON in, a request made by net/http; a line of JSON out, how it ended. As
// python_clients.py says.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

const content = `{"text": "as it is in RAM"}`

type ask struct {
	Method, URL, Content string
	Fields               map[string]string
}

func send(a ask) (int, error) {
	var body io.Reader
	if a.Content == "memory" {
		body = strings.NewReader(content)
	} else if a.Content == "stream" {
		body = io.MultiReader(strings.NewReader(content), strings.NewReader(content))
	}
	request, err := http.NewRequest(a.Method, a.URL, body)
	if err != nil {
		return 0, err
	}
	for name, value := range a.Fields {
		request.Header.Set(name, value)
	}
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{}}
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		var a ask
		err := json.Unmarshal(lines.Bytes(), &a)
		status := 0
		if err == nil {
			status, err = send(a)
		}
		ended := map[string]any{"status": status}
		if err != nil {
			ended = map[string]any{"error": err.Error()}
		}
		text, _ := json.Marshal(ended)
		fmt.Println(string(text))
	}
}
